"""Pictures of what is attended to.

Symbols: B images, N glimpses, H, W, C image height, width and channels, h, w the grid's.
"""

import numpy as np

from stawm_keras.visualisation.names import answer_title
from stawm_keras.visualisation.names import name_of
from stawm_keras.visualisation.pixels import cover
from stawm_keras.visualisation.pixels import grid
from stawm_keras.visualisation.pixels import show


def plot_attention(images, attention, predicted=None, actual=None, class_names=None):
    """Draws images, and over each of them, glimpse by glimpse, a map of how much is attended to.

    The places of a map are taken to divide the image evenly. A map's largest weight is the
    brightest.

    Args:
        images: Array `(B, H, W, C)`, pixels in [0, 255], of one or three channels.
        attention: Array `(B, N, h, w)`, the weights of a grid's places.
        predicted: Optional integers: the predicted classes `(B,)`, or one for every glimpse
            `(B, N)`, the words of a caption, say, which then stand above the maps.
        actual: Optional integers `(B,)`, the right ones; wrong predictions are marked.
        class_names: Optional sequence of names of the classes; by default their numbers.

    Returns:
        `matplotlib.figure.Figure`, on an Agg canvas of its own.

    Raises:
        ValueError: If the arrays' shapes do not belong together.

    Example:

    >>> images, attention = np.zeros((2, 28, 28, 1)), np.full((2, 3, 7, 7), 1 / 49)
    >>> figure = stawm_keras.visualisation.plot_attention(images, attention)
    >>> figure.savefig("attention.png")
    """
    images, attention = np.asarray(images, "float32"), np.asarray(attention, "float32")
    shapes = images.shape, attention.shape
    belongs = images.ndim == attention.ndim == 4 and len(images) == len(attention)
    if not belongs or images.shape[-1] not in (1, 3):
        raise ValueError(
            "`images` (B, H, W, C) and `attention` (B, N, h, w) must agree in B, and C must be 1 "
            f"or 3. Received: shapes {shapes[0]}, {shapes[1]}"
        )
    count = attention.shape[1]
    names = len(images) * [[str(n + 1) for n in range(count)]]
    if predicted is not None and np.ndim(predicted) == 2:
        names = [[name_of(label, class_names) for label in row] for row in predicted]
        predicted = None
    figure, axes = grid(len(images), 1 + count, images.shape[1:], titled=True)
    for b, (picture, *maps) in enumerate(axes):
        show(picture, images[b])
        answer, right = (None if given is None else given[b] for given in (predicted, actual))
        words, style = answer_title(answer, right, class_names)
        picture.set_title("\n".join(words), fontsize=7, pad=3, parse_math=False, **style)
        for place, weights, name in zip(maps, attention[b], names[b], strict=True):
            cover(place, images[b], weights)
            place.set_title(name, fontsize=7, pad=3, parse_math=False)
    return figure
