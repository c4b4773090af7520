"""The weights of a preset, in a file of safetensors.

Such a file is a header, which says every array's name, dtype and place, and the arrays. It has no
links, filters, references or code, and what reads it checks that header and arrays fit.
"""

import hashlib
import math
from typing import NamedTuple

import keras
import numpy as np

# Little-endian, wherever it is written.
DTYPES: dict[str, np.dtype] = {"float32": np.dtype("<f4"), "float16": np.dtype("<f2")}
OVERHEAD = 1024  # More than what the header takes for an array, in bytes.


class Weight(NamedTuple):
    """A weight that a model has.

    Attributes:
        name: Its name in the file. Keras numbers the layers that have no name through the whole
            process, so that only its place among the model's weights is always the same.
        shape: Tuple of integers.
    """

    name: str
    shape: tuple


def weights_of(model):
    """The `Weight` of each of `model.weights`."""
    return [
        Weight(f"{place:04d}-{variable.name}", tuple(variable.shape))
        for place, variable in enumerate(model.weights)
    ]


def count_parameters(weights):
    """The number of parameters."""
    return sum(math.prod(weight.shape) for weight in weights)


def write_weights(file, model, dtype):
    """Writes a model's weights and returns the file's SHA-256."""
    from safetensors.numpy import save

    with np.errstate(over="ignore"):  # What does not fit is not finite, and refused.
        arrays = {
            weight.name: np.asarray(
                keras.ops.convert_to_numpy(variable).astype(DTYPES[dtype]), order="C"
            )
            for weight, variable in zip(weights_of(model), model.weights, strict=True)
        }
    _check_finite(arrays)
    content = save(arrays)
    file.write_bytes(content)
    return hashlib.sha256(content).hexdigest()


def read_weights(path, weights, dtype, sha256):
    """The arrays of a model's weights.

    Args:
        path: The file.
        weights: List of `Weight`, what must be in it.
        dtype: Name of the arrays' dtype.
        sha256: The file's SHA-256.

    Raises:
        ValueError: If the file is anything else.
    """
    from safetensors.numpy import load

    longest = DTYPES[dtype].itemsize * count_parameters(weights) + OVERHEAD * (len(weights) + 1)
    with path.open("rb") as file:
        content = file.read(longest + 1)
    if len(content) > longest:
        raise ValueError(
            f"The preset's weights take more than {longest:,} bytes, which hold all that its "
            "config asks for."
        )
    if hashlib.sha256(content).hexdigest() != sha256:
        raise ValueError(
            "The preset's weights have another SHA-256 than its metadata says: they are broken or "
            "were changed."
        )
    try:
        arrays = load(content)
    except Exception as error:  # Of several kinds, some for dtypes that NumPy does not have.
        raise ValueError(f"The preset's weights cannot be read ({error}).") from error
    _check_names(arrays, weights)
    for weight in weights:
        found = arrays[weight.name]
        if (found.shape, found.dtype) != (weight.shape, DTYPES[dtype]):
            raise ValueError(
                f"The preset's weight {weight.name} has shape {found.shape} and dtype "
                f"{found.dtype}, in place of {weight.shape} and {dtype}."
            )
    _check_finite(arrays)
    return [arrays[weight.name] for weight in weights]


def _check_names(arrays, weights):
    expected = {weight.name for weight in weights}
    if arrays.keys() != expected:
        raise ValueError(
            "The preset's weights are not those of its config: missing are "
            f"{sorted(expected - arrays.keys())[:3]}, and there are {len(arrays)} in place of "
            f"{len(expected)}, with {sorted(arrays.keys() - expected)[:3]} among them."
        )


def _check_finite(arrays):
    for name, array in arrays.items():
        if not np.isfinite(array).all():
            raise ValueError(f"The preset's weight {name} is not finite in {array.dtype}.")
