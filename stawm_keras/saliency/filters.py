"""Linear filters of images that lie in any two axes next to each other.

Nothing is outside of an image: where a filter reaches across the edge, the last pixels are
repeated. Resizing and halving agree where a pixel is: half a pixel's side from the edge is the
first one's centre.
"""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def checked(images):
    """Images `(B, H, W, 3)` in [0, 1] of those that a user gave, in [0, 255]."""
    images = np.asarray(images, "float32")
    if images.ndim != 4 or images.shape[-1] not in (1, 3) or min(images.shape[1:3]) < 64:
        raise ValueError(
            "`images` must be an array (B, H, W, C) with C 1 or 3, and at least 64 x 64 pixels. "
            f"Received: shape {images.shape}"
        )
    return np.broadcast_to(images / 255, (*images.shape[:3], 3))


def filtered(x, taps, axis):
    """Correlates an axis with an odd number of taps."""
    reach = len(taps) // 2
    wide = np.moveaxis(_edges_repeated(x, axis, reach, reach), axis, 0)
    total = sum(tap * wide[start : start + x.shape[axis]] for start, tap in enumerate(taps))
    return np.moveaxis(total, 0, axis)


def gaussian(deviation, reach=None):
    """The taps of a Gaussian, whose sum is 1."""
    reach = int(np.ceil(3 * deviation)) if reach is None else reach
    taps = np.exp(-0.5 * (np.arange(-reach, reach + 1) / deviation) ** 2)
    return (taps / taps.sum()).astype("float32")


def blurred(x, deviation, axes=(1, 2)):
    """Filters two axes with a Gaussian."""
    for axis in axes:
        x = filtered(x, gaussian(deviation), axis)
    return x


def halved(x, axes=(1, 2)):
    """Every second pixel of what is low-pass filtered; of an odd number, one more."""
    for axis in axes:
        wide = np.moveaxis(_edges_repeated(x, axis, 1, 1 + x.shape[axis] % 2), axis, 0)
        inner, outer = wide[1:-2:2] + wide[2:-1:2], wide[:-3:2] + wide[3::2]
        x = np.moveaxis((3 * inner + outer) / 8, 0, axis)
    return x


def resized(x, size, axes=(1, 2)):
    """Interpolates linearly; what becomes much smaller has to be low-pass filtered before."""
    for axis, count in zip(axes, size, strict=True):
        last = x.shape[axis] - 1
        at = np.clip((np.arange(count) + 0.5) * (last + 1) / count - 0.5, 0, last)
        low = np.floor(at).astype(int)
        share = (at - low).astype("float32").reshape(-1, *[1] * (x.ndim - axis - 1))
        high = np.minimum(low + 1, last)
        x = (1 - share) * x.take(low, axis) + share * x.take(high, axis)
    return x


def reduced(images, side):
    """Images whose shorter side is `side` pixels long."""
    while min(images.shape[1:3]) >= 2 * side:
        images = halved(images)
    scale = side / min(images.shape[1:3])
    return resized(images, [round(scale * length) for length in images.shape[1:3]])


def local_maxima(x):
    """Where nothing among the eight neighbours is larger, of maps `(B, H, W)`."""
    highest = x
    for axis in (1, 2):
        wide = _edges_repeated(highest, axis, 1, 1)
        highest = sliding_window_view(wide, 3, axis=axis).max(axis=-1)
    return x == highest


def _edges_repeated(x, axis, before, after):
    widths = [(0, 0)] * x.ndim
    widths[axis] = before, after
    return np.pad(x, widths, mode="edge")
