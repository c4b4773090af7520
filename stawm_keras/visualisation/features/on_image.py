"""What was found in glimpses, brought to where in the image they were."""

import numpy as np

# The corners of a glimpse, in the order of a frame's.
_CORNERS = np.array([[0, 0], [1, 0], [1, 1], [0, 1]])


def on_image(maps, frames, size):
    """Maps of glimpses as maps of the image: the inverse of what a sensor does.

    A frame is the picture of a glimpse's outline under a projective map, of which affine ones are
    the most common, and is inverted as such.

    Args:
        maps: Array `(B, S, S')`.
        frames: Array `(B, F, 4, 2)`, as a sensor's `frames` returns it for each, corners `(x, y)`
            in pixels; each frame shows the whole map.
        size: Tuple `(height, width)` of the image.

    Returns:
        Array `(B, height, width)`, bilinear between the maps' values; the mean of the frames that
        show a place, and not a number where none does.
    """
    height, width = size
    x, y = np.meshgrid(np.arange(width), np.arange(height))
    pixels = np.stack([x, y, np.ones_like(x)], axis=-1).astype(float)
    return np.stack(
        [
            _mean([_through(one, frame, pixels) for frame in shown])
            for one, shown in zip(maps, frames, strict=True)
        ]
    )


def _through(values, frame, pixels):
    """A map `(S, S')` as one frame shows it."""
    blank = np.full(pixels.shape[:2], np.nan)
    to_glimpse = _homography(frame)
    if to_glimpse is None:
        return blank
    u, v, depth = np.moveaxis(pixels @ to_glimpse.T, -1, 0)
    # The side of the horizon that the frame's corners are on.
    ahead = depth * (np.append(frame.mean(axis=0), 1) @ to_glimpse[2]) > 0
    u, v = np.where(ahead, [u, v], np.nan) / np.where(ahead, depth, 1)
    # What is on the outline is inside.
    inside = (np.abs(u - 0.5) <= 0.5 + 1e-6) & (np.abs(v - 0.5) <= 0.5 + 1e-6)
    blank[inside] = _between(values, v[inside], u[inside])
    return blank


def _homography(frame):
    """The matrix that takes pixels to the unit square, or `None` of a frame that is flat."""
    if not np.isfinite(frame).all():
        return None
    # Of each corner, two equations for the matrix that takes the unit square to pixels.
    rows, right = [], []
    for (u, v), (x, y) in zip(_CORNERS, frame.astype(float), strict=True):
        rows += [[u, v, 1, 0, 0, 0, -u * x, -v * x], [0, 0, 0, u, v, 1, -u * y, -v * y]]
        right += [x, y]
    try:
        matrix = np.append(np.linalg.solve(rows, right), 1).reshape(3, 3)
        return np.linalg.inv(matrix)
    except np.linalg.LinAlgError:
        return None


def _between(values, rows, columns):
    """Bilinear interpolation at shares of the height and the width."""
    low, part = [], []
    for at, count in ((rows, values.shape[0]), (columns, values.shape[1])):
        at = np.clip(at, 0, 1) * (count - 1)
        low.append(np.minimum(at.astype(int), max(count - 2, 0)))
        part.append(at - low[-1])
    padded = np.pad(values, (0, 1), mode="edge")  # Of a side of one pixel.
    (r, c), (p, q) = low, part
    upper = (1 - q) * padded[r, c] + q * padded[r, c + 1]
    lower = (1 - q) * padded[r + 1, c] + q * padded[r + 1, c + 1]
    return (1 - p) * upper + p * lower


def _mean(shown):
    """The mean of those that show a place."""
    shown = np.stack(shown)
    counts = np.isfinite(shown).sum(axis=0)
    return np.where(counts > 0, np.nansum(shown, axis=0) / np.maximum(counts, 1), np.nan)
