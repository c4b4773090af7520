"""Many images, some at a time."""

import keras
import numpy as np
from keras import ops

_AT_ONCE = 64  # Images: every stage of every drawing is kept for a moment.


def in_parts(function, *arrays):
    """What a function makes of arrays of equal length, of 64 entries at a time.

    Args:
        function: From parts of the arrays to a structure of tensors `(b, ...)`.
        *arrays: Arrays `(B, ...)`.

    Returns:
        Structure of float32 NumPy arrays `(B, ...)`.
    """
    parts = [
        keras.tree.map_structure(
            lambda x: ops.convert_to_numpy(x).astype("float32"),
            function(*(array[begin : begin + _AT_ONCE] for array in arrays)),
        )
        for begin in range(0, len(arrays[0]), _AT_ONCE)
    ]
    return keras.tree.map_structure(lambda *these: np.concatenate(these), *parts)
