"""Recipes for the experiments of the paper, and the programs that run them."""
