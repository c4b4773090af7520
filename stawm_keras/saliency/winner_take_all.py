"""The places of a saliency map, one after the other.

Symbols: B images, N fixations, H, W image height and width.
"""

import numpy as np


def winner_take_all(saliency, count, radius=None):
    """Looks at the most salient place, inhibits it and what is near it, and looks for the next.

    Inhibition lasts: in the paper it is over after 500 to 900 ms, in which the model's attention
    shifts some ten to thirty times.

    Args:
        saliency: Array `(B, H, W)`.
        count: Integer N, how many places.
        radius: Float, how far inhibition reaches, in pixels; by default the paper's sixth of the
            shorter side.

    Returns:
        float32 array `(B, N, 2)` of places `(x, y)` in pixels.

    Example:

    >>> saliency = np.zeros((1, 60, 60))
    >>> saliency[0, 10, 50], saliency[0, 12, 50], saliency[0, 40, 20] = 3, 2, 1
    >>> stawm_keras.saliency.winner_take_all(saliency, 2).tolist()
    [[[50.0, 10.0], [20.0, 40.0]]]

    Reference:
        Itti, Koch and Niebur, "A Model of Saliency-Based Visual Attention for Rapid Scene
        Analysis", IEEE Transactions on Pattern Analysis and Machine Intelligence 20 (11), 1998.
    """
    saliency = np.array(saliency, "float64")  # A copy, which is changed.
    images, height, width = saliency.shape
    radius = min(height, width) / 6 if radius is None else radius
    y, x = np.mgrid[:height, :width]
    path = np.empty((images, count, 2), "float32")
    for step in range(count):
        winners = saliency.reshape(images, -1).argmax(axis=-1)
        at_y, at_x = np.unravel_index(winners, (height, width))
        path[:, step] = np.stack([at_x, at_y], axis=-1)
        near = np.hypot(x - at_x[:, None, None], y - at_y[:, None, None]) <= radius
        saliency[near] = -np.inf
    return path
