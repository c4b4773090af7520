"""Checks of sizes that layers share."""


def check_sizes(**sizes):
    """Raises `ValueError` for a size, given by its argument's name, that is no positive integer."""
    for name, size in sizes.items():
        if not isinstance(size, int) or size < 1:
            raise ValueError(f"`{name}` must be a positive integer. Received: {name}={size}")
