"""Bilinear sampling at any positions, and what places them, as pure functions.

Symbols: B batch, Hi, Wi image height and width, C channels.
"""

import numpy as np
from keras import ops

from stawm_keras.types import Tensor


def bilinear_sample(image: Tensor, x: Tensor, y: Tensor) -> Tensor:
    """The image at positions between its pixels, with zeros outside.

    Args:
        image: Tensor `(B, Hi, Wi, C)`, of a floating-point dtype.
        x: float32 tensor `(B, height, width)`, columns in pixels, of which the first is 0.
        y: float32 tensor `(B, height, width)`, rows in pixels, of which the first is 0.

    Returns:
        Tensor `(B, height, width, C)` of the image's dtype.

    Example:

    >>> image = np.arange(9, dtype="float32").reshape(1, 3, 3, 1)
    >>> x, y = np.array([[[0.5, 2]]], "float32"), np.array([[[0, 1.5]]], "float32")
    >>> np.array(stawm_keras.ops.bilinear_sample(image, x, y)).ravel().tolist()
    [0.5, 6.5]
    """
    batch, height, width, channels = ops.shape(image)
    # One long row of pixels for the whole batch: the cost does not depend on the images' size.
    pixels = ops.reshape(image, (-1, channels))
    first_pixel = ops.reshape(ops.arange(batch, dtype="int32") * (height * width), (-1, 1, 1))
    sampled = []
    for row, weight_y in _neighbours(y, height):
        for column, weight_x in _neighbours(x, width):
            pixel = ops.take(pixels, first_pixel + row * width + column, axis=0)
            weight = ops.expand_dims(weight_y * weight_x, -1)
            sampled.append(ops.cast(pixel, "float32") * weight)
    return ops.cast(sum(sampled), image.dtype)


def _neighbours(position, count):
    """The two pixels around positions along an axis, and their weights, which are 0 outside."""
    first = ops.floor(position)
    part = position - first
    neighbours = []
    for pixel, weight in ((first, 1 - part), (first + 1, part)):
        index, inside = index_and_inside(pixel, count)
        neighbours.append((index, weight * inside))
    return neighbours


def index_and_inside(pixel, count):
    """Of whole numbers along an axis of `count` pixels, the nearest pixels' indices, and 1 or 0:
    whether they are those pixels."""
    inside = (pixel >= 0) & (pixel <= ops.cast(count - 1, "float32"))
    # Clipped as integers: a pose that is not a number then gives a glimpse that is none.
    return ops.clip(ops.cast(pixel, "int32"), 0, count - 1), ops.cast(inside, "float32")


def half_extent(side):
    """Half the distance between the first and the last pixel's centres; `side` may be a tensor."""
    return (side - 1) / 2 if isinstance(side, int) else (ops.cast(side, "float32") - 1) / 2


def steps(size, half):
    """How far columns `(width,)` and rows `(height, 1)` of samples lie from their middle, if the
    first and the last are `half` from it."""
    height, width = size
    return _steps(width, half), _steps(height, half)[:, None]


def _steps(count, half):
    centred = np.arange(count, dtype="float32") - (count - 1) / 2
    return centred * (2 * half / (count - 1) if count > 1 else 0.0)
