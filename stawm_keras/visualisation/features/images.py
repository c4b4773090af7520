"""What models are given."""

import numpy as np


def checked(model, images):
    """Images as a model takes them, float32; raises `ValueError` for others."""
    images = np.asarray(images, "float32")
    shape = _shape_of(model)
    sides = zip(images.shape[1:], shape[1:], strict=True) if images.ndim == 4 else [(0, 1)]
    if any(expected not in (None, side) for side, expected in sides) or len(images) == 0:
        raise ValueError(
            f"`images` must be what {model.name} takes, {shape}, and at least one. Received: shape "
            f"{images.shape}"
        )
    return images


def checked_picture(model, picture):
    """A picture `(H, W, C)`, float32, and the height and width of what a model takes.

    Either is `None` where it takes any. Raises `ValueError` if the picture is smaller than that.
    """
    picture = np.asarray(picture, "float32")
    shape = _shape_of(model)
    fits = picture.ndim == 3 and shape[3] in (None, picture.shape[-1])
    if not fits or any(
        side < (least or 1) for side, least in zip(picture.shape, shape[1:3], strict=False)
    ):
        raise ValueError(
            f"The picture must be (height, width, channels), at least as large as what {model.name}"
            f" takes, {shape[1:]}. Received: shape {picture.shape}"
        )
    return picture, shape[1:3]


def _shape_of(model):
    """The shape of a batch of what a model takes; raises `ValueError` if that is no image."""
    shape = model.input_shape
    if isinstance(shape, (dict, list)) or len(shape) != 4:
        raise ValueError(
            "`model` must take one image (batch, height, width, channels). Received: "
            f"{model.name}, whose input is {shape}"
        )
    return shape
