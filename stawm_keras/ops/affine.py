"""Bilinear sampling under an affine pose, as a pure function.

Symbols: B batch, Hi, Wi image height and width, C channels, S output side.
"""

import numpy as np
from keras import ops


def affine_sample(image, pose, size):
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
    bottom, right = ops.cast(height - 1, "float32"), ops.cast(width - 1, "float32")
    # A position far outside would overflow the integers, and beyond one pixel all is zero anyway.
    x, y = ops.clip(x, -2.0, right + 2.0), ops.clip(y, -2.0, bottom + 2.0)
    x0, y0 = ops.floor(x), ops.floor(y)
    part_x, part_y = x - x0, y - y0
    taps, weights = [], []
    for tap_y, weight_y in ((y0, 1 - part_y), (y0 + 1, part_y)):
        for tap_x, weight_x in ((x0, 1 - part_x), (x0 + 1, part_x)):
            inside = (tap_x >= 0) & (tap_x <= right) & (tap_y >= 0) & (tap_y <= bottom)
            weights.append(weight_x * weight_y * ops.cast(inside, "float32"))
            # Clipped as integers: a pose that is not a number then gives a glimpse that is none.
            column = ops.clip(ops.cast(tap_x, "int32"), 0, width - 1)
            row = ops.clip(ops.cast(tap_y, "int32"), 0, height - 1)
            taps.append(row * width + column)
    # One gather of whole pixels for the four neighbours: its cost does not depend on the image.
    first_pixel = ops.arange(batch, dtype="int32") * (height * width)
    taps = ops.stack(taps, axis=1) + ops.reshape(first_pixel, (-1, 1, 1, 1))
    pixels = ops.take(ops.reshape(image, (-1, channels)), taps, axis=0)
    weights = ops.expand_dims(ops.stack(weights, axis=1), -1)
    return ops.cast(ops.sum(ops.cast(pixels, "float32") * weights, axis=1), image.dtype)
