"""Where to look, and what is seen there."""
