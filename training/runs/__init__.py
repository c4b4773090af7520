"""A run's life: its training, its folder, its scores."""
