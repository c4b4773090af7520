"""Spatial transformers: a pose that is learned from the classes alone."""
