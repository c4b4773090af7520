"""The weights of a preset, in an archive of NumPy arrays.

An `.npz` is a ZIP archive of raw arrays. Unlike HDF5 it has no links, filters or references to
other files, and every entry says its length, dtype and shape before its content: all of it can be
checked before anything is read. NumPy, which is always there, writes it, in half precision too, and
reading raw arrays involves no `pickle`.
"""

import hashlib
import math
import zipfile
from typing import Any
from typing import NamedTuple

import keras
import numpy as np

# Little-endian, wherever it is written.
DTYPES: dict[str, np.dtype] = {"float32": np.dtype("<f4"), "float16": np.dtype("<f2")}
MAX_PARAMETERS = 10**9
OVERHEAD = 1024  # More than what the archive takes for an array beside its content, in bytes.


class Weight(NamedTuple):
    """A weight that a model has.

    Attributes:
        name: Its name in the archive. Keras numbers the layers that have no name through the whole
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
    """The number of parameters; raises `ValueError` if it is absurd."""
    count = sum(math.prod(weight.shape) for weight in weights)
    if count > MAX_PARAMETERS:
        raise ValueError(
            f"The preset's config asks for {count:,} parameters, and at most {MAX_PARAMETERS:,} "
            "are taken."
        )
    return count


def write_weights(file, model, dtype):
    """Writes a model's weights and returns the file's SHA-256."""
    with np.errstate(over="ignore"):  # What does not fit is not finite, and refused.
        arrays: dict[str, Any] = {
            weight.name: np.asarray(
                keras.ops.convert_to_numpy(variable).astype(DTYPES[dtype]), order="C"
            )
            for weight, variable in zip(weights_of(model), model.weights, strict=True)
        }
    for name, array in arrays.items():
        _check_finite(array, name)
    np.savez(file, **arrays)
    with file.open("rb") as written:
        return hashlib.file_digest(written, "sha256").hexdigest()


def read_weights(path, weights, dtype, sha256):
    """The arrays of a model's weights.

    Args:
        path: The archive.
        weights: List of `Weight`, what must be in it.
        dtype: Name of the arrays' dtype.
        sha256: The file's SHA-256.

    Raises:
        ValueError: If the file is anything else.
    """
    with path.open("rb") as file:
        length = path.stat().st_size
        expected = DTYPES[dtype].itemsize * count_parameters(weights) + OVERHEAD * (
            len(weights) + 1
        )
        if length > expected:
            raise ValueError(
                f"The preset's weights take {length:,} bytes, and {expected:,} hold all that its "
                "config asks for."
            )
        if hashlib.file_digest(file, "sha256").hexdigest() != sha256:
            raise ValueError(
                "The preset's weights have another SHA-256 than its metadata says: they are broken "
                "or were changed."
            )
        try:
            with zipfile.ZipFile(file) as archive:
                _check_entries(archive, weights)
                return [_read(archive, weight, DTYPES[dtype]) for weight in weights]
        except ValueError:
            raise
        except Exception as error:  # A broken archive raises errors of many kinds.
            raise ValueError(f"The preset's weights cannot be read ({error}).") from error


def _check_entries(archive, weights):
    found, expected = archive.namelist(), [f"{weight.name}.npy" for weight in weights]
    if sorted(found) != sorted(expected):
        raise ValueError(
            "The preset's weights are not those of its config: missing are "
            f"{sorted({*expected} - {*found})[:3]}, and there are {len(found)} in place of "
            f"{len(expected)}, with {sorted({*found} - {*expected})[:3]} among them."
        )


def _read(archive, weight, dtype):
    entry = archive.getinfo(f"{weight.name}.npy")
    if entry.compress_type != zipfile.ZIP_STORED:
        raise ValueError(f"The preset's weight {weight.name} is compressed.")
    with archive.open(entry) as file:
        try:
            if np.lib.format.read_magic(file) != (1, 0):
                raise ValueError("its version is not 1.0")
            shape, fortran_order, found = np.lib.format.read_array_header_1_0(file)
        except ValueError as error:
            raise ValueError(f"The preset's weight {weight.name} is no array ({error}).") from error
        if (shape, found, fortran_order) != (weight.shape, dtype, False):
            raise ValueError(
                f"The preset's weight {weight.name} has shape {shape} and dtype {found}, in place "
                f"of {weight.shape} and {dtype}."
            )
        content = dtype.itemsize * math.prod(shape)
        if entry.file_size != file.tell() + content:
            raise ValueError(
                f"The preset's weight {weight.name} is not the {content:,} bytes of its array."
            )
        array = np.frombuffer(file.read(), dtype).reshape(shape)
    _check_finite(array, weight.name)
    return array


def _check_finite(array, name):
    if not np.isfinite(array).all():
        raise ValueError(f"The preset's weight {name} is not finite in {array.dtype}.")
