"""Bilinear sampling on a grid that a thin-plate spline bends, as pure functions.

A thin-plate spline takes K control points c_k to places q_k and bends as little as it can between:

    f(u) = A (1, u) + sum_k w_k phi(|u - c_k|),    phi(r) = r^2 log r,    sum_k w_k (1, c_k) = 0

A and w are linear in the places, and so are the f(u) of a fixed grid of u: one matrix, known
beforehand, takes places to positions.

Symbols: B batch, Hi, Wi image height and width, C channels, K control points.
"""

import functools

import numpy as np
from keras import ops

from stawm_keras.ops.bilinear import bilinear_sample
from stawm_keras.ops.bilinear import half_extent
from stawm_keras.ops.bilinear import steps
from stawm_keras.types import Size
from stawm_keras.types import Tensor


def thin_plate_spline_sample(image: Tensor, pose: Tensor, size: Size, grid: Size) -> Tensor:
    """Samples `image` bilinearly on a grid that a thin-plate spline bends, with zeros outside.

    -1 and 1 are the centres of the corner pixels (`align_corners`), as in `affine_sample`, which a
    pose equals that moves the control points by an affine map.

    Args:
        image: Tensor `(B, Hi, Wi, C)`, of a floating-point dtype.
        pose: float32 tensor `(B, 2 K)`: where on the image, `(x, y)`, each of `control_points` is.
        size: Tuple `(height, width)` of the output.
        grid: Tuple `(rows, columns)`, how many control points there are.

    Returns:
        Tensor `(B, height, width, C)` of the image's dtype.

    Example:

    >>> image = np.arange(9, dtype="float32").reshape(1, 3, 3, 1)
    >>> points = stawm_keras.ops.control_points((2, 2))
    >>> lower_right_quarter = (points / 2 + 0.5).reshape(1, 8)
    >>> sampled = stawm_keras.ops.thin_plate_spline_sample(
    ...     image, lower_right_quarter, (2, 2), (2, 2)
    ... )
    >>> np.array(sampled)[0, :, :, 0].round(3).tolist()
    [[4.0, 5.0], [7.0, 8.0]]
    """
    _, image_height, image_width, _ = ops.shape(image)
    points = control_points(grid)
    # What is moved, and not where it goes: of what is not moved, nothing is rounded.
    moved = ops.reshape(pose, (-1, *points.shape)) - points
    weights = _spline(tuple(size), tuple(grid))
    places = []
    for axis, side in enumerate((image_width, image_height)):
        half = half_extent(side)
        offset = ops.reshape(ops.matmul(moved[..., axis], weights), (-1, *size))
        places.append(steps(size, half)[axis] + half + half * offset)
    return bilinear_sample(image, *places)


def control_points(grid: Size) -> np.ndarray:
    """The control points of a thin-plate spline, a regular grid over what is seen.

    Args:
        grid: Tuple `(rows, columns)`.

    Returns:
        float32 array `(K, 2)`: `(x, y)` in [-1, 1], row by row from the upper left.

    Example:

    >>> stawm_keras.ops.control_points((2, 3)).tolist()
    [[-1.0, -1.0], [0.0, -1.0], [1.0, -1.0], [-1.0, 1.0], [0.0, 1.0], [1.0, 1.0]]
    """
    rows, columns = grid
    y, x = np.meshgrid(np.linspace(-1, 1, rows), np.linspace(-1, 1, columns), indexing="ij")
    return np.stack([x.ravel(), y.ravel()], axis=-1).astype("float32")


@functools.lru_cache
def _spline(size, grid):
    """What each control point adds to each sample, `(K, height * width)`."""
    points = control_points(grid).astype("float64")
    column, row = steps(size, 1.0)
    samples = np.stack(np.broadcast_arrays(column, row), axis=-1).reshape(-1, 2)
    count = len(points)
    system = np.zeros((count + 3, count + 3))
    system[:count] = _terms(points, points)
    system[count:, :count] = system[:count, count:].T
    by_place = np.linalg.inv(system)[:, :count]
    return (_terms(samples, points) @ by_place).T.astype("float32")


def _terms(places, points):
    """phi(|u - c_k|), 1 and u of every place u, `(places, K + 3)`."""
    square = np.square(places[:, None] - points).sum(axis=-1)
    bends = square * np.log(np.where(square, square, 1)) / 2
    return np.concatenate([bends, np.ones((len(places), 1)), places], axis=1)
