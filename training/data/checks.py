"""What is demanded of the arrays of every data set, whatever they were read from.

`what` names the array and its source at the start of each message.
"""

import numpy as np

from training.cli.errors import InputError
from training.data.images import Images
from training.data.picture_files import PictureFiles
from training.data.scenes import Scenes


def images(x: Images, what: str) -> Images:
    """Return the images as uint8 (N, H, W, C)."""
    if isinstance(x, PictureFiles | Scenes):
        return x
    x = np.asarray(x)
    if x.ndim == 3:
        x = x[..., np.newaxis]
    if x.ndim != 4 or x.shape[-1] not in (1, 3):
        raise InputError(
            f"{what} has shape {x.shape}: give images of shape (N, H, W) or (N, H, W, C) with "
            "1 or 3 channels."
        )
    if x.size == 0:
        raise InputError(f"{what} is empty, with shape {x.shape}: give at least one image.")
    return x if x.dtype == np.uint8 else _whole_floats(x, what)


def _whole_floats(x: np.ndarray, what: str) -> np.ndarray:
    if not np.issubdtype(x.dtype, np.floating):
        raise InputError(
            f"{what} has dtype {x.dtype}: give uint8 images, or whole floats from 0 to 255."
        )
    if not np.isfinite(x).all():
        raise InputError(f"{what} contains NaN or infinite values: remove or repair those images.")
    low, high = x.min(), x.max()
    if low < 0 or high > 255:
        raise InputError(
            f"{what} has values from {low:g} to {high:g}: bring images to the range 0 to 255."
        )
    if (x != np.rint(x)).any():
        # Most often images that were already divided by 255.
        raise InputError(
            f"{what} has values from {low:g} to {high:g} that are not whole numbers: give the "
            "images as they were, uint8 from 0 to 255."
        )
    return x.astype(np.uint8)


def labels(y: np.ndarray, what: str, num_classes: int | None) -> np.ndarray:
    """Return the labels as int64 (N,)."""
    y = np.asarray(y)
    if y.ndim == 2 and y.shape[1] == 1:
        y = y[:, 0]
    if y.ndim != 1:
        raise InputError(
            f"{what} has shape {y.shape}: give one integer label for each image, shape (N,) or "
            "(N, 1)."
        )
    if not np.issubdtype(y.dtype, np.integer):
        raise InputError(f"{what} has dtype {y.dtype}: give integer labels.")
    if num_classes is not None:
        outside = y[(y < 0) | (y >= num_classes)]
        if outside.size:
            raise InputError(
                f"{what} contains the label {outside[0]}: with {num_classes} classes, labels must "
                f"be from 0 to {num_classes - 1}."
            )
    return y.astype(np.int64)


def same_length(x: Images, y: np.ndarray, what: str) -> None:
    """Every image has one label."""
    if len(x) != len(y):
        raise InputError(
            f"{what} has {len(x)} images but {len(y)} labels: give one label for each image."
        )


def same_image_shape(x_train: Images, x_test: Images, source: str) -> None:
    """A model has one input shape."""
    if x_train.shape[1:] != x_test.shape[1:]:
        raise InputError(
            f"The training images of {source} have shape {x_train.shape[1:]} but its test images "
            f"{x_test.shape[1:]}: give both the same height, width and channels."
        )
