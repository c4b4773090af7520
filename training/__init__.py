"""Recipes for the experiments of the paper, and the programs that run them."""

import os

# TensorFlow's start-up messages would bury what the programs have to say.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
