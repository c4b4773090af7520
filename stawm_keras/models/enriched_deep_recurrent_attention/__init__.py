"""EDRAM: DRAM with affine glimpses, learned from the task's gradient alone."""
