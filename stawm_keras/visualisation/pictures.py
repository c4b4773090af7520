"""Any picture, looked at and named in one call."""

import os
from typing import NamedTuple

import numpy as np
from keras import ops

from stawm_keras.layers import FitImages
from stawm_keras.layers.pixel_range import warn_of_small_pixels
from stawm_keras.models import class_names_of
from stawm_keras.models import seen
from stawm_keras.visualisation.attention import plot_attention
from stawm_keras.visualisation.glimpses import plot_glimpses
from stawm_keras.visualisation.looking import look_at


class Look(NamedTuple):
    """What a model made of pictures.

    Attributes:
        figure: `matplotlib.figure.Figure` of the pictures with the frames of the glimpses, or with
            maps of what is attended to.
        images: Array `(B, H, W, C)`, the pictures as the model was given them.
        names: List of strings, what the model calls each picture: the name of a class, or its
            number if it has none; of a model that answers with several, these in a row. `None` of a
            model that does not classify.
        probabilities: Array `(B,)`, how sure it is of each, of all that it answers. `None` of a
            model that does not classify.
    """

    figure: object
    images: np.ndarray
    names: list[str] | None
    probabilities: np.ndarray | None


def look(model, pictures):
    """Looks at pictures of any size with a model, names them, and draws what was looked at.

    Args:
        model: Keras model that looks, which takes images of one known shape, grey or RGB.
        pictures: List of pictures, each a path, which Pillow opens, or an array `(H, W)` or
            `(H, W, C)`, pixels in [0, 255]. They are fitted to the model as by
            `stawm_keras.layers.FitImages`.

    Returns:
        `Look`, a named tuple: `figure`, `images`, `names` and `probabilities`.

    Raises:
        ValueError: If there are no pictures, or the model does not look or takes other images.

    Example:

    >>> backbone = stawm_keras.models.STAWMBackbone(
    ...     (28, 28, 1),
    ...     context_cnn=[(16, 3, 2, 0), (32, 3, 2, 0)],
    ...     glimpse_cnn=[(16, 3, 1, 0), (32, 3, 2, 0)],
    ...     num_glimpses=3, glimpse_size=8, memory_units=32,
    ... )
    >>> model = stawm_keras.models.STAWMClassifier(backbone, 2, class_names=["cat", "dog"])
    >>> photograph = np.random.default_rng(0).uniform(0, 255, (60, 80, 3))
    >>> answer = stawm_keras.visualisation.look(model, [photograph])
    >>> answer.names[0] in ("cat", "dog"), answer.images.shape
    (True, (1, 28, 28, 1))
    >>> answer.figure.savefig("seen.png")
    """
    shape = tuple(model.input_shape[1:])
    if len(shape) != 3 or None in shape or shape[-1] not in (1, 3):
        raise ValueError(
            "`model` must take images of one known shape (height, width, channels), of 1 or 3 "
            f"channels. Received: a model whose input is {shape}"
        )
    there = seen(model).keys()
    if not ({"frames", "glimpses"} <= there or "attention" in there):
        raise ValueError(
            "`model` must show its glimpses and their frames, or what it attends to. Received: a "
            f"model of class {type(model).__name__}, which does not"
        )
    if len(pictures) == 0:
        raise ValueError("`pictures` must be at least one. Received: none")
    fit = FitImages(shape)
    images = np.concatenate(
        [ops.convert_to_numpy(fit(_pixels(picture, shape[-1])[None])) for picture in pictures]
    )
    warn_of_small_pixels(model.name, images)
    found = look_at(model, images, ("frames", "glimpses", "attention", "logits"))
    if "logits" not in found:
        return Look(_figure(images, found), images, None, None)
    names = class_names_of(model)
    labels = found["logits"].argmax(-1)
    figure = _figure(images, found, predicted=labels, class_names=names)
    probabilities = ops.convert_to_numpy(ops.softmax(found["logits"])).max(-1)
    rows, sure = labels.reshape(len(images), -1), probabilities.reshape(len(images), -1)
    called = [" ".join(str(one) if names is None else names[one] for one in row) for row in rows]
    # A caption's end stands as often as there is room.
    called = [name.rstrip(" .") or name for name in called]
    return Look(figure, images, called, sure.prod(axis=1))


def _figure(images, found, **answers):
    """Where it was looked."""
    if "frames" in found:
        return plot_glimpses(images, found["frames"], found["glimpses"], **answers)
    return plot_attention(images, found["attention"], **answers)


def _pixels(picture, channels):
    """The pixels `(H, W, C)` of a picture."""
    if isinstance(picture, (str, os.PathLike)):
        from PIL import Image
        from PIL import ImageOps

        with Image.open(picture) as opened:
            picture = ImageOps.exif_transpose(opened).convert("L" if channels == 1 else "RGB")
    pixels = np.asarray(picture)
    return pixels[..., None] if pixels.ndim == 2 else pixels
