"""What excites a unit most, of many images.

Symbols: B images of H x W pixels and C channels, N glimpses, F frames of a glimpse.
"""

from typing import NamedTuple

import numpy as np

from stawm_keras.models import seen
from stawm_keras.visualisation.features.activations import checked_units
from stawm_keras.visualisation.features.activations import layer_activations
from stawm_keras.visualisation.features.images import checked
from stawm_keras.visualisation.features.layers import find_layer
from stawm_keras.visualisation.features.layers import sees_glimpses
from stawm_keras.visualisation.features.pictures import sheet_of
from stawm_keras.visualisation.glimpses import plot_glimpses
from stawm_keras.visualisation.looking import look_at


class Exciting(NamedTuple):
    """The `count` images that excite a unit of a layer most, the most exciting first.

    Attributes:
        answers: Array `(count,)`, the unit's largest answer to each.
        images: Array `(count, H, W, C)`, the images.
        rows: Integers `(count,)`, which these are of the images that were given.
        looks: Integers `(count,)`, at which glimpse of the image, the first being 0; `None` of a
            unit that sees the image itself.
        glimpses: Array `(count, h, w, C)`, what was seen in it; likewise.
        frames: Array `(count, F, 4, 2)`, where in the image that was, in pixels; likewise.
    """

    answers: np.ndarray
    images: np.ndarray
    rows: np.ndarray
    looks: np.ndarray | None
    glimpses: np.ndarray | None
    frames: np.ndarray | None


def find_exciting(model, layer, unit, images, count=9):
    """Finds the images that excite a unit most, and in which glimpses of them it does.

    A unit that is there once for each place of a grid is as excited as the most excited of them.

    Args:
        model: Functional or sequential Keras model of images.
        layer: A layer of the model, or its name, its own or one of `convolutions_of`.
        unit: Integer, which of the layer's outputs, in its last axis.
        images: Array `(B, H, W, C)`, as the model takes them.
        count: Integer, how many are to be found.

    Returns:
        `Exciting`, a named tuple: `answers`, `images`, `rows`, and of a layer that sees glimpses
        `looks`, `glimpses` and `frames`.

    Raises:
        ValueError: If the model has no such layer or unit, or does not take the images, or there
            are not as many.

    Example:

    >>> cnn, images = build_cnn((12, 12, 1), [(4, 3, 2, 0)]), np.zeros((5, 12, 12, 1))
    >>> images[3, 4:8, 4:8] = 255
    >>> found = stawm_keras.visualisation.features.find_exciting(
    ...     cnn, cnn.layers[-1], 2, images, count=2
    ... )
    >>> found.images.shape, found.rows.shape
    ((2, 12, 12, 1), (2,))

    Reference:
        Zeiler and Fergus, "Visualizing and Understanding Convolutional Networks", 2014.
    """
    layer = find_layer(model, layer)
    images = checked(model, images)
    answers = layer_activations(model, layer, images)
    (unit,) = checked_units(unit, layer, answers.shape[-1])
    answers = answers[..., unit]
    looking = sees_glimpses(model, layer)
    by_look = answers.reshape(len(images), answers.shape[1] if looking else 1, -1).max(axis=-1)
    answers, looks = by_look.max(axis=1), by_look.argmax(axis=1)
    if not 1 <= count <= len(images):
        raise ValueError(
            f"`count` must be 1 to {len(images)}, as many as there are images. Received: "
            f"count={count}"
        )
    rows = np.argsort(-answers, kind="stable")[:count]
    answers, looks, images = answers[rows], looks[rows], images[rows]
    if not looking or not {"frames", "glimpses"} <= seen(model).keys():
        return Exciting(answers, images, rows, None, None, None)
    found = look_at(model, images, ("glimpses", "frames"))
    glimpses, frames = (found[name][np.arange(count), looks] for name in ("glimpses", "frames"))
    return Exciting(answers, images, rows, looks, glimpses, frames)


def plot_exciting(found):
    """Draws what excites a unit most: images, or images with the frame of a glimpse beside it.

    Args:
        found: `Exciting`, as `find_exciting` returns it.

    Returns:
        `matplotlib.figure.Figure`, on an Agg canvas of its own. Above an image stands the unit's
        answer.

    Example:

    >>> cnn, images = build_cnn((12, 12, 1), [(4, 3, 2, 0)]), np.zeros((5, 12, 12, 1))
    >>> found = stawm_keras.visualisation.features.find_exciting(
    ...     cnn, cnn.layers[-1], 2, images, count=3
    ... )
    >>> figure = stawm_keras.visualisation.features.plot_exciting(found)
    >>> figure.savefig("exciting.png")
    """
    if found.glimpses is None:
        return sheet_of(found.images, [f"{answer:.2f}" for answer in found.answers])
    return plot_glimpses(found.images, found.frames[:, None], found.glimpses[:, None])
