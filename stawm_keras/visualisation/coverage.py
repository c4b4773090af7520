"""Where a network looks on average, as an array and as a picture.

Symbols: B images, N glimpses, F frames of a glimpse, H, W, C image height, width and channels.
"""

import numpy as np

from stawm_keras.models.looks_outside import outside
from stawm_keras.visualisation.pixels import grid
from stawm_keras.visualisation.pixels import show

_COLUMNS = 5  # At most, so that numbers can be read where a picture is shown small.
# A frame of a smaller part of the image is a line, which shows nothing.
_FLAT = 1e-6
# So far outside a frame, as a part of its width or height, is still on its line: it is rounded.
_ON_THE_LINE = 5e-7


def glimpse_coverage(frames, image_shape):
    """Counts how often glimpses see each pixel.

    A glimpse sees the pixels whose centres one of its frames encloses. A frame is any convex
    quadrilateral; one that is flat, or not a number, shows nothing.

    Args:
        frames: Array `(B, N, F, 4, 2)`, as a sensor's `frames` returns it: the corners `(x, y)` in
            pixels, in order round each frame.
        image_shape: Tuple `(height, width)` or `(height, width, channels)`.

    Returns:
        Float array `(N, H, W)`: for every glimpse, the share of the images of which it saw the
        pixel, in [0, 1].

    Raises:
        ValueError: If `frames` is not of that shape.

    Example:

    >>> upper_left_quarter = np.array([[[[[0, 0], [2, 0], [2, 1], [0, 1]]]]])
    >>> coverage = stawm_keras.visualisation.glimpse_coverage(upper_left_quarter, (3, 5))
    >>> coverage[0].tolist()
    [[1.0, 1.0, 1.0, 0.0, 0.0], [1.0, 1.0, 1.0, 0.0, 0.0], [0.0, 0.0, 0.0, 0.0, 0.0]]

    Reference:
        Section 3.1 of the paper.
    """
    frames = _checked(frames)
    height, width = image_shape[:2]
    # A glimpse at a time: the pixels of all of them would take much memory.
    seen = [_enclosed(frames[:, n], height, width) for n in range(frames.shape[1])]
    return np.stack([by_frame.any(axis=1).mean(axis=0) for by_frame in seen])


def measure_looks(frames, image_shape):
    """Measures how much of each image is looked at.

    Args:
        frames: Array `(B, N, F, 4, 2)`, as a sensor's `frames` returns it.
        image_shape: Tuple `(height, width)` or `(height, width, channels)`.

    Returns:
        Dictionary of float arrays `(B, N)`: `"inside"`, the share of the image inside each look;
        `"seen"`, the share that it or a look before it has seen; `"outside"`, 1 where the centre
        of the look lies outside the image, else 0.

    Raises:
        ValueError: If `frames` is not of that shape.

    Example:

    >>> left, right = [[0, 0], [1, 0], [1, 3], [0, 3]], [[2, 0], [3, 0], [3, 3], [2, 3]]
    >>> looks = stawm_keras.visualisation.measure_looks(np.array([[[left], [right]]]), (4, 4))
    >>> {name: numbers.tolist() for name, numbers in looks.items()}
    {'inside': [[0.5, 0.5]], 'seen': [[0.5, 1.0]], 'outside': [[0.0, 0.0]]}
    """
    frames = _checked(frames)
    seen = np.zeros((len(frames), *image_shape[:2]), bool)
    shares: dict[str, list[np.ndarray]] = {"inside": [], "seen": []}
    for n in range(frames.shape[1]):
        inside = _enclosed(frames[:, n], *image_shape[:2]).any(axis=1)
        seen |= inside
        shares["inside"].append(inside.mean(axis=(1, 2)))
        shares["seen"].append(seen.mean(axis=(1, 2)))
    found = {name: np.stack(parts, axis=1) for name, parts in shares.items()}
    return {**found, "outside": outside(frames, image_shape).astype(float)}


def encloses(frames, points):
    """Whether a point of each image lies inside each look.

    Args:
        frames: Array `(B, N, F, 4, 2)`, as a sensor's `frames` returns it.
        points: Array `(B, 2)`, `(x, y)` in pixels, or `(B, N, 2)`, a point for every look.

    Returns:
        Booleans `(B, N)`.

    Raises:
        ValueError: If `frames` is not of that shape.

    Example:

    >>> left = [[0, 0], [1, 0], [1, 3], [0, 3]]
    >>> frames = np.array([[[left]], [[left]]])
    >>> stawm_keras.visualisation.encloses(frames, [[0.5, 2], [1.5, 2]]).tolist()
    [[True], [False]]
    """
    points = np.asarray(points, "float64")
    points = points[:, None] if points.ndim == 2 else points
    x, y = np.moveaxis(points[:, :, None, None, None], -1, 0)
    return _inside(_checked(frames), x, y, _FLAT)[..., 0, 0].any(axis=2)


def _checked(frames):
    frames = np.asarray(frames, "float64")
    if frames.ndim != 5 or frames.shape[-2:] != (4, 2):
        raise ValueError(
            "Frames must be of shape (images, glimpses, frames, 4, 2). Received: frames of shape "
            f"{frames.shape}"
        )
    return frames


def _enclosed(frames, height, width):
    """Which pixels the frames `(B, F, 4, 2)` enclose, `(B, F, H, W)`."""
    row, column = np.arange(height)[:, None], np.arange(width)
    return _inside(frames, column, row, _FLAT * (height - 1) * (width - 1))


def _inside(frames, x, y, flattest):
    """Which points, of coordinates `(..., h, w)`, the frames `(..., 4, 2)` enclose."""
    frames = np.where(np.isfinite(frames).all(axis=(-2, -1), keepdims=True), frames, 0)
    corners_x, corners_y = np.moveaxis(frames, -1, 0)
    sides_x, sides_y = np.moveaxis(np.roll(frames, -1, axis=-2) - frames, -1, 0)
    # The area is negative where the corners go round the other way.
    area = (
        corners_x * np.roll(corners_y, -1, axis=-1) - corners_y * np.roll(corners_x, -1, axis=-1)
    ).sum(axis=-1) / 2
    area = area[..., None, None]
    inside = ~(np.abs(area) < flattest) & np.ones(np.broadcast_shapes(x.shape, y.shape), bool)
    for corner in range(4):
        start_x, start_y, side_x, side_y = (
            part[..., corner, None, None] for part in (corners_x, corners_y, sides_x, sides_y)
        )
        inwards = side_x * (y - start_y) - side_y * (x - start_x)
        # Times the side's length; of the frame's width or height that is about the area.
        inside &= inwards * np.sign(area) >= -_ON_THE_LINE * np.abs(area)
    return inside


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
