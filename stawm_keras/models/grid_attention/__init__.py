"""Classifying by soft or hard attention over a grid of features."""
