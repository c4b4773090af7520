"""Stands before the real TensorFlow on the path of the JAX half of the tests."""

raise ImportError("TensorFlow is hidden from this half of the tests")
