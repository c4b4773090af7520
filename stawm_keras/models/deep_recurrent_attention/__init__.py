"""DRAM: two LSTMs, a context that says where to look, several objects in a row."""
