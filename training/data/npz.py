"""One .npz file in the layout of `keras.datasets`."""

import hashlib
import zipfile
import zlib
from pathlib import Path

import numpy as np

from training.cli.errors import InputError
from training.data.dataset import Dataset

ARRAYS = ("x_train", "y_train", "x_test", "y_test")


def read(path: Path, name: str, num_classes: int | None) -> Dataset:
    """Read x_train, y_train, x_test and y_test from the file."""
    try:
        # Arrays of objects are pickles, and a pickle can run any code: never read one.
        with np.load(path, allow_pickle=False) as file:
            missing = [array for array in ARRAYS if array not in file]
            arrays = {array: file[array] for array in ARRAYS if array in file}
    except (
        AttributeError,  # a plain .npy array, which is no context manager
        EOFError,
        NotImplementedError,
        OSError,
        TypeError,
        ValueError,
        zipfile.BadZipFile,
        zlib.error,
    ) as error:
        raise InputError(
            f"'{path}' cannot be read as an .npz file of plain arrays ({error}): make or download "
            "it again."
        ) from error
    if missing:
        raise InputError(
            f"'{path}' has no {' and no '.join(missing)}: it needs the arrays {', '.join(ARRAYS)}."
        )
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Dataset(name, f"{path} (SHA-256 {digest[:16]})", num_classes=num_classes, **arrays)
