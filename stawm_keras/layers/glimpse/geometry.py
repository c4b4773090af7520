"""Sizes and corners, as sensors take and give them."""

import numpy as np
from keras import ops

# Round the frame from its upper left corner, in the glimpse's own coordinates.
CORNERS_X = np.array([-1, 1, 1, -1], "float32")
CORNERS_Y = np.array([-1, -1, 1, 1], "float32")


def height_and_width(size, name="size", of="glimpse"):
    """`size` as a tuple of two; raises `ValueError` where it is none."""
    sides = tuple(size) if isinstance(size, (tuple, list)) else (size, size)
    if len(sides) != 2 or not all(isinstance(side, int) and side >= 1 for side in sides):
        raise ValueError(
            f"`{name}` must be a positive integer or two of them, height and width of the {of} in "
            f"pixels. Received: {name}={size}"
        )
    return sides


def at_corners(a, b, c):
    """`a x + b y + c` at the corners of a frame, of numbers `(B, N, 1)`: `(B, N, 4)`."""
    # `c` is first: behind `(1, 4, 4)`, Keras on TensorFlow takes `(1, 4, 1)` for a channels' bias.
    return c + a * CORNERS_X + b * CORNERS_Y


def in_pixels(x, y, image_shape):
    """Coordinates `(...)` in [-1, 1] as `(x, y)` in pixels, `(..., 2)`."""
    height, width = image_shape[:2]
    return ops.stack([(x + 1) * ((width - 1) / 2), (y + 1) * ((height - 1) / 2)], axis=-1)
