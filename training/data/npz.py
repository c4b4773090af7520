"""One .npz file in the layout of `keras.datasets`."""

import math
import zipfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from training.cli.errors import InputError
from training.cli.files import check_regular
from training.cli.files import sha256
from training.data.dataset import Dataset

ARRAYS = ("x_train", "y_train", "x_test", "y_test")

# What images are compressed to is never so little. Small arrays may be all alike, and do no harm.
MAX_EXPANSION = 200
HARMLESS_BYTES = 2**26


def read(path: Path, name: str, num_classes: int | None) -> Dataset:
    """Read x_train, y_train, x_test and y_test from the file."""
    arrays = read_arrays(path, ARRAYS)
    x_train, y_train, x_test, y_test = (arrays[array] for array in ARRAYS)
    return Dataset(name, said(path), x_train, y_train, x_test, y_test, num_classes)


def read_arrays(path: Path, names: Sequence[str]) -> dict[str, np.ndarray]:
    """Read the arrays of those names from the file."""
    check_regular(path)
    try:
        with zipfile.ZipFile(path) as archive:
            there = {*archive.namelist()}
            missing = [name for name in names if f"{name}.npy" not in there]
            arrays = {name: _read(archive, f"{name}.npy") for name in names if not missing}
    except Exception as error:  # A broken archive raises errors of many kinds.
        raise InputError(
            f"'{path}' cannot be read as an .npz file of plain arrays ({error}): make or download "
            "it again."
        ) from error
    if missing:
        raise InputError(
            f"'{path}' has no {' and no '.join(missing)}: it needs the arrays {', '.join(names)}."
        )
    return arrays


def said(path: Path) -> str:
    """Exactly which file it is, in words."""
    return f"{path} (SHA-256 {sha256(path)[:16]})"


def _read(archive, name):
    """An array, if it takes as much as it says."""
    entry = archive.getinfo(name)
    if entry.file_size > max(HARMLESS_BYTES, MAX_EXPANSION * entry.compress_size):
        raise ValueError(
            f"{name} is {entry.compress_size:,} bytes that would become {entry.file_size:,}"
        )
    with archive.open(entry) as file:
        version = np.lib.format.read_magic(file)
        header = {
            (1, 0): np.lib.format.read_array_header_1_0,
            (2, 0): np.lib.format.read_array_header_2_0,
        }[version]
        shape, _, dtype = header(file)
        if entry.file_size != file.tell() + dtype.itemsize * math.prod(shape):
            raise ValueError(f"{name} is not the bytes of an array of shape {shape} and {dtype}")
        file.seek(0)
        # Arrays of objects are pickles, and a pickle can run any code: never read one.
        return np.lib.format.read_array(file, allow_pickle=False)
