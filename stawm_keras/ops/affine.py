"""Bilinear sampling under an affine pose, as a pure function.

Symbols: B batch, Hi, Wi image height and width, C channels, S output side.
"""

import numpy as np
from keras import ops

from stawm_keras.types import Size
from stawm_keras.types import Tensor


def affine_sample(image: Tensor, pose: Tensor, size: Size) -> Tensor:
    """Samples `image` bilinearly on a grid that `pose` places, with zeros outside.

    -1 and 1 are the centres of the corner pixels (`align_corners`), of the image and of the output
    alike. Positions are kept in pixels, so that the identity pose at the image's own size falls
    exactly on the pixels and returns the image to the last bit.

    Args:
        image: Tensor `(B, Hi, Wi, C)`, of a floating-point dtype.
        pose: float32 tensor `(B, 6)`: a row-major 2 x 3 matrix that takes output coordinates
            `(x, y, 1)` to image coordinates `(x, y)`.
        size: Tuple `(height, width)` of the output.

    Returns:
        Tensor `(B, height, width, C)` of the image's dtype.

    Example:

    >>> image = np.arange(9, dtype="float32").reshape(1, 3, 3, 1)
    >>> lower_right_quarter = np.array([[0.5, 0, 0.5, 0, 0.5, 0.5]], "float32")
    >>> sampled = stawm_keras.ops.affine_sample(image, lower_right_quarter, (2, 2))
    >>> np.array(sampled)[0, :, :, 0].tolist()
    [[4.0, 5.0], [7.0, 8.0]]
    """
    _, image_height, image_width, _ = ops.shape(image)
    height, width = size
    column, row = _centred_steps(width), _centred_steps(height)[:, None]
    a = ops.reshape(pose, (-1, 6, 1, 1))
    # (B, height, width) positions in pixels: centre + half extent * (A (x, y, 1)).
    half_x, half_y = _half_extent(image_width), _half_extent(image_height)
    step_x = column * _pixels_a_step(half_x, width), row * _pixels_a_step(half_x, height)
    step_y = column * _pixels_a_step(half_y, width), row * _pixels_a_step(half_y, height)
    x = a[:, 0] * step_x[0] + a[:, 1] * step_x[1] + (a[:, 2] * half_x + half_x)
    y = a[:, 3] * step_y[0] + a[:, 4] * step_y[1] + (a[:, 5] * half_y + half_y)
    return _bilinear(image, x, y)


def _half_extent(side):
    """Half the distance between the first and the last pixel's centres; `side` may be a tensor."""
    return (side - 1) / 2 if isinstance(side, int) else (ops.cast(side, "float32") - 1) / 2


def _centred_steps(count):
    """Positions of `count` samples in steps of one, 0 at their middle."""
    return np.arange(count, dtype="float32") - (count - 1) / 2


def _pixels_a_step(half_extent, count):
    """Image pixels from one output sample to the next, under the identity pose."""
    return 2 * half_extent / (count - 1) if count > 1 else 0.0


def _bilinear(image, x, y):
    """The image at positions `x`, `y` (B, height, width), in pixels; zero outside."""
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
    last = ops.cast(count - 1, "float32")
    neighbours = []
    for pixel, weight in ((first, 1 - part), (first + 1, part)):
        inside = (pixel >= 0) & (pixel <= last)
        # Clipped as integers: a pose that is not a number then gives a glimpse that is none.
        index = ops.clip(ops.cast(pixel, "int32"), 0, count - 1)
        neighbours.append((index, weight * ops.cast(inside, "float32")))
    return neighbours
