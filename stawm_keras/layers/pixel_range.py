"""What units pixels are in."""

import warnings
from typing import Any

import keras
import numpy as np

from stawm_keras.backend.tracing import has_values

_LOOKED_AT = 64  # Images.


def warn_of_small_pixels(name, images):
    """Warns if pixels look as if they had been divided by 255.

    Args:
        name: Name of the model or layer.
        images: What it is given. Only arrays and tensors of floats that have values are
            looked at, and of many images the first.

    Returns:
        Whether the units are known now: of black images they are not.
    """
    first: Any = next(iter(keras.tree.flatten(images)), None)
    if not hasattr(first, "dtype") or not hasattr(first, "shape") or not has_values(first):
        return False
    if len(first.shape) == 0 or not keras.backend.is_float_dtype(
        keras.backend.standardize_dtype(first.dtype)
    ):
        return False
    pixels = keras.ops.convert_to_numpy(first[:_LOOKED_AT]).astype("float32")
    if not np.any(pixels):
        return False
    low, high = pixels.min(), pixels.max()
    if -1 <= low and high <= 1:
        warnings.warn(
            f"{name} takes pixels in [0, 255], and what it was given lies in [{low:.3g}, "
            f"{high:.3g}]: multiply pixels by 255 if they were divided by it.",
            stacklevel=4,
        )
    return True
