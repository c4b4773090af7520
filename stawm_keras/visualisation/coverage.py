"""Where a network looks on average, as an array and as a picture.

Symbols: B images, N glimpses, H, W, C image height, width and channels.
"""

import numpy as np

from stawm_keras.visualisation.frames import FLAT
from stawm_keras.visualisation.frames import matrices_of
from stawm_keras.visualisation.pixels import grid
from stawm_keras.visualisation.pixels import show

_COLUMNS = 5  # At most, so that numbers can be read where a picture is shown small.


def glimpse_coverage(poses, image_shape):
    """Counts how often glimpses see each pixel.

    A glimpse sees the pixels whose centres its frame encloses.

    Args:
        poses: Array `(B, N, 6)` of row-major 2 x 3 matrices.
        image_shape: Tuple `(height, width)` or `(height, width, channels)`.

    Returns:
        Float array `(N, H, W)`: for every glimpse, the share of the images of which it saw the
        pixel, in [0, 1].

    Raises:
        ValueError: If `poses` is not of that shape.

    Example:

    >>> upper_left_quarter = np.array([[[0.5, 0, -0.5, 0, 0.5, -0.5]]])
    >>> coverage = stawm_keras.visualisation.glimpse_coverage(upper_left_quarter, (3, 5))
    >>> coverage[0].tolist()
    [[1.0, 1.0, 1.0, 0.0, 0.0], [1.0, 1.0, 1.0, 0.0, 0.0], [0.0, 0.0, 0.0, 0.0, 0.0]]

    Reference:
        Section 3.1 of the paper.
    """
    matrices = matrices_of(poses)
    height, width = image_shape[:2]
    row, column = np.linspace(-1, 1, height)[:, None], np.linspace(-1, 1, width)
    seen = []
    for n in range(matrices.shape[1]):
        (a, b, x), (c, d, y) = np.moveaxis(matrices[:, n], 0, -1)[..., None, None]
        # In the glimpse's own coordinates a pixel it sees is in [-1, 1]; both sides times |det|.
        area = np.abs(a * d - b * c)
        reach = np.maximum(
            np.abs(d * (column - x) - b * (row - y)), np.abs(a * (row - y) - c * (column - x))
        )
        seen.append(((area >= FLAT) & (reach <= area * (1 + 1e-6))).mean(axis=0))
    return np.stack(seen)


def plot_coverage(coverage, images):
    """Draws where a network looks on average: the images' mean, all glimpses, and each of them.

    Args:
        coverage: Array `(N, H, W)`, as `glimpse_coverage` returns it.
        images: Array `(B, H, W, C)` that were looked at, pixels in [0, 255].

    Returns:
        `matplotlib.figure.Figure`, on an Agg canvas of its own.

    Raises:
        ValueError: If the arrays' shapes do not belong together.

    Example:

    >>> images = np.zeros((2, 28, 28, 1))
    >>> figure = stawm_keras.visualisation.plot_coverage(np.ones((3, 28, 28)), images)
    >>> figure.savefig("coverage.png")
    """
    coverage, images = np.asarray(coverage), np.asarray(images)
    if coverage.ndim != 3 or images.ndim != 4 or coverage.shape[1:] != images.shape[1:3]:
        raise ValueError(
            "`coverage` (N, H, W) and `images` (B, H, W, C) must agree in H and W. Received: "
            f"shapes {coverage.shape}, {images.shape}"
        )
    maps = {"all": coverage.mean(axis=0)} | {str(n + 1): one for n, one in enumerate(coverage)}
    places = 1 + len(maps)
    rows = -(-places // _COLUMNS)
    figure, axes = grid(rows, -(-places // rows), images.shape[1:])
    mean, *others = axes.flat
    show(mean, images.mean(axis=0))
    mean.set_title("images", fontsize=9, pad=3)
    for axes_of_map, (title, share) in zip(others, maps.items(), strict=False):
        heat = axes_of_map.imshow(share, cmap="inferno", vmin=0, vmax=1, interpolation="nearest")
        axes_of_map.set_title(title, fontsize=9, pad=3)
    bar = figure.colorbar(heat, ax=axes, ticks=[0, 0.5, 1], aspect=10, pad=0.02)
    bar.ax.set_yticklabels(["0 %", "50 %", "100 %"], fontsize=8)
    return figure
