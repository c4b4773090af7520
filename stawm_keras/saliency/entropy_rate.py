"""Saliency as the information that a place sends to all others.

Symbols: w weight of an edge, P probability that a walk takes it, pi how often a walk is at a place.
B images, h, w places of a grid, K filters, H, W image height and width.
"""

import numpy as np

from stawm_keras.saliency.filters import blurred
from stawm_keras.saliency.filters import checked
from stawm_keras.saliency.filters import reduced
from stawm_keras.saliency.filters import resized
from stawm_keras.saliency.sparse_codes import SIDE
from stawm_keras.saliency.sparse_codes import answers

_LEAST = 1e-12  # Of what a logarithm is taken of.
_ROWS = 128  # Of a graph, at once: they stay in the processor's cache.


def entropy_rate_saliency(images, codes, stride=2):
    """Where images send most information from, by the model of Wang et al.

    Filters answer to images whose shorter side is 64 pixels; each filter's answers are a graph, on
    which a random walk is at its `site_entropy_rate`; the sum over filters is smoothed by one place
    of the grid.

    Args:
        images: Array `(B, H, W, C)`, pixels in [0, 255], of one or three channels.
        codes: Array `(K, S, S, 3)`, filters such as those of `learn_sparse_codes`.
        stride: Integer, how many of the 64 pixels the grid's places are apart.

    Returns:
        float32 array `(B, H, W)`.

    Raises:
        ValueError: If the images' shape does not fit.

    Example:

    >>> images = np.zeros((1, 128, 128, 3))
    >>> images[0, 40:48, 88:96] = 255
    >>> edges = np.ones((2, 4, 4, 3))
    >>> edges[0, :2] = edges[1, :, :2] = -1
    >>> saliency = stawm_keras.saliency.entropy_rate_saliency(images, edges, stride=4)
    >>> saliency.shape
    (1, 128, 128)
    >>> bool(saliency[0, 44, 92] > 10 * saliency[0, 100, 20])
    True

    Reference:
        Wang, Wang, Huang and Gao, "Measuring visual saliency by site entropy rate", CVPR 2010.
    """
    images = checked(images)
    rates = site_entropy_rate(answers(reduced(images, SIDE), codes, stride))
    return resized(blurred(rates, 1.0), images.shape[1:3]).astype("float32")


def site_entropy_rate(responses, reach=0.15):
    """How much information leaves each place of a grid, in a random walk on every sub-band's graph.

    All places are linked. The weight of a link is how different the answers at its ends are, times
    a Gaussian of their distance, as in Harel, Koch and Perona's "Graph-Based Visual Saliency"
    (2006). A walk goes where weights are large, `P_ij = w_ij / sum_j w_ij`; it is at a place as
    often as the place's links are strong, `pi_i = sum_j w_ij / sum_ij w_ij`; and what it does next
    is as uncertain as `-sum_j P_ij log P_ij`. A place's rate is the product of the last two, summed
    over sub-bands.

    Args:
        responses: Array `(B, h, w, K)`, the answers of K filters.
        reach: Float, the Gaussian's standard deviation, as a share of the grid's longer side.

    Returns:
        float32 array `(B, h, w)`, in nats.

    Example:

    >>> responses = np.zeros((1, 9, 9, 1))
    >>> responses[0, 4, 4] = 1
    >>> rates = stawm_keras.saliency.site_entropy_rate(responses)
    >>> np.unravel_index(rates[0].argmax(), (9, 9))
    (np.int64(4), np.int64(4))

    Reference:
        Wang, Wang, Huang and Gao, "Measuring visual saliency by site entropy rate", CVPR 2010.
    """
    responses = np.asarray(responses, "float32")
    images, height, width, bands = responses.shape
    logs = _log_closeness(height, width, reach)
    closeness = np.exp(logs)
    rates = [
        sum(_rate(band, closeness, closeness * logs) for band in image.T)
        for image in responses.reshape(images, -1, bands)
    ]
    return np.reshape(rates, (images, height, width))


def _log_closeness(height, width, reach):
    y, x = (part.ravel() for part in np.mgrid[:height, :width])
    squared = (x[:, None] - x) ** 2 + (y[:, None] - y) ** 2
    return (-squared / (2 * (reach * max(height, width)) ** 2)).astype("float32")


def _rate(band, closeness, closeness_log):
    """Of one sub-band's places: `(w_i log w_i - sum_j w_ij log w_ij) / sum_ij w_ij`."""
    strength, logs = np.empty_like(band), np.empty_like(band)
    for start in range(0, len(band), _ROWS):
        rows = slice(start, start + _ROWS)
        unlike = abs(band[rows, None] - band)
        strength[rows] = np.einsum("ij,ij->i", unlike, closeness[rows])
        logs[rows] = np.einsum("ij,ij->i", unlike, closeness_log[rows])
        unlike *= np.log(np.maximum(unlike, _LEAST))
        logs[rows] += np.einsum("ij,ij->i", unlike, closeness[rows])
    rates = strength * np.log(np.maximum(strength, _LEAST)) - logs
    return rates / max(strength.sum(), _LEAST)
