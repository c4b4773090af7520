"""Memories as RNN cells, and how heads ask and read them."""
