"""Filters that patches of photographs are sparse in, as simple cells of V1 are.

Symbols: K filters, S side of a patch, B images, h, w places of a grid.
"""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from stawm_keras.saliency.filters import checked
from stawm_keras.saliency.filters import reduced


def learn_sparse_codes(images=None, count=64, side=8, patches=10_000, seed=0):
    """Learns filters whose answers to photographs are sparse and independent, by FastICA.

    scikit-learn is imported here, and where there are no images scikit-image, which both come with
    some photographs.

    Args:
        images: Array `(B, H, W, C)`, pixels in [0, 255], of one or three channels; by default six
            photographs that come with scikit-image and scikit-learn.
        count: Integer K, how many filters.
        side: Integer S, of their patches, in pixels of images whose shorter side is 64.
        patches: Integer, how many are learned from.
        seed: Integer, of what patches are drawn and where learning starts.

    Returns:
        float32 array `(K, S, S, 3)`. The filters' answers to the patches have a standard deviation
        of 1, and none answers to an even field.

    Example:

    >>> images = np.random.default_rng(0).laplace(128, 40, (4, 64, 64, 3))
    >>> codes = stawm_keras.saliency.learn_sparse_codes(images, count=4, side=4, patches=500)
    >>> codes.shape
    (4, 4, 4, 3)

    Reference:
        Hyvärinen, "Fast and robust fixed-point algorithms for independent component analysis", IEEE
        Transactions on Neural Networks 10 (3), 1999.
    """
    from sklearn.decomposition import FastICA

    photographs = _photographs() if images is None else [images]
    rng = np.random.default_rng(seed)
    drawn = []
    for some in photographs:
        windows = windows_of(reduced(checked(some), SIDE), side)
        windows = windows.reshape(-1, windows.shape[-1])
        drawn.append(rng.choice(windows, patches // len(photographs)))
    rows = np.concatenate(drawn)
    rows = rows - _even(rows)
    analysis = FastICA(count, whiten="unit-variance", tol=1e-2, random_state=seed).fit(rows)
    codes = analysis.components_
    codes = codes - _even(codes)
    return codes.reshape(count, side, side, 3).astype("float32")


SIDE = 64  # Pixels, of the shorter side of images that are filtered.


def answers(images, codes, stride=2):
    """What filters answer to images `(B, H, W, 3)`, on a grid: `(B, h, w, K)`."""
    side = codes.shape[1]
    before, after = (side - stride) // 2, side - stride - (side - stride) // 2
    wide = np.pad(images, ((0, 0), (before, after), (before, after), (0, 0)), mode="symmetric")
    windows = windows_of(wide, side, stride)
    return windows @ codes.reshape(len(codes), -1).T


def windows_of(images, side, stride=1):
    """All patches of images, row by row: `(B, h, w, S S 3)`."""
    windows = sliding_window_view(images, (side, side), axis=(1, 2))[:, ::stride, ::stride]
    return np.moveaxis(windows, 3, -1).reshape(*windows.shape[:3], -1)


def _even(rows):
    """The mean of each colour, of patches in rows."""
    colours = rows.reshape(len(rows), -1, 3)
    return np.broadcast_to(colours.mean(axis=1, keepdims=True), colours.shape).reshape(rows.shape)


def _photographs():
    from skimage import data
    from sklearn.datasets import load_sample_images

    names = data.astronaut, data.chelsea, data.coffee, data.rocket
    return [image()[None] for image in names] + [x[None] for x in load_sample_images().images]
