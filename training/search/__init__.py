"""Searching for a recipe's best values."""
