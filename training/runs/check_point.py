"""Check-points: models in Keras' format, each with its SHA-256 in a file beside it.

Nothing that a check-point says is run: its weights go into a model that was made of the run's
recipe. Before Keras reads them it is known that the file is whole, and no larger than such a
model's. Its sum is in the form of `sha256sum --check`; runs of earlier versions have none, and what
is checked of theirs is the ZIP archive's own, weaker sum.
"""

import contextlib
import io
import math
import re
import zipfile

import h5py
import keras
import numpy as np

from stawm_keras.whole import whole_file
from training.cli.errors import InputError
from training.cli.files import check_regular
from training.cli.files import read_text
from training.cli.files import sha256

WEIGHTS = "model.weights.h5"
BYTES = 16  # Of a parameter: a number of 4 bytes, and no optimiser keeps more than 3 beside it.
OVERHEAD = 2**15  # More than what HDF5, ZIP and the model's config take for a weight, in bytes.

MEND = "use the run's other check-point, or train again."


def save(model, file):
    """Writes a check-point and its sum, whole or not at all."""
    with whole_file(file) as partial:
        with _by_itself():
            model.save(partial)
        new = sha256(partial)
        # Until the check-point is moved it may be either: a kill leaves one whose sum is there.
        _write_sums(file, [sha256(file), new] if file.is_file() else [new])
    _write_sums(file, [new])


def load(model, file):
    """Loads a check-point's weights, and its optimiser's state if the model has an optimiser.

    Raises:
        InputError: The file is broken, its weights are not finite, or they are another model's.
    """
    check_regular(file)
    most = sum(OVERHEAD + BYTES * math.prod(weight.shape) for weight in model.weights)
    size = file.stat().st_size
    if size > most:
        raise InputError(
            f"{file} takes {size:,} bytes, and a check-point of the run's model at most {most:,}: "
            f"it is broken; {MEND}"
        )
    sums = _read_sums(file)
    if sums and sha256(file) not in sums:
        raise InputError(
            f"{file} cannot be read (its SHA-256 is not the one in {_sums_of(file).name}): it is "
            f"broken; {MEND}"
        )
    try:
        _check_archive(file, most)
    except Exception as error:  # A broken archive raises errors of many kinds.
        raise InputError(f"{file} cannot be read ({error}): it is broken; {MEND}") from error
    try:
        model.load_weights(file)
    except Exception as error:  # As above.
        raise InputError(
            f"{file} does not fit the model of the run's config.json: it is a check-point of "
            "another run; put the right one back, or train again."
        ) from error
    for weight, array in zip(model.weights, model.get_weights(), strict=True):
        if not np.isfinite(array).all():
            raise InputError(
                f"{file} has NaN or infinity in {weight.path}: the model is of no use; {MEND}"
            )


def _check_archive(file, most):
    """Raises an error if there is more in the archive than a model has."""
    with zipfile.ZipFile(file) as archive:
        for entry in archive.infolist():
            if entry.compress_type != zipfile.ZIP_STORED:
                raise ValueError(f"{entry.filename} is compressed")
        _check_size(sum(entry.file_size for entry in archive.infolist()), most)
        content = archive.read(WEIGHTS)  # And checks its sum.
    sizes = []

    def look(name, item):
        if isinstance(item, h5py.Dataset):
            sizes.append(item.nbytes)

    with h5py.File(io.BytesIO(content)) as weights:
        weights.visititems(look)  # What is linked from elsewhere is not visited, and Keras refuses.
    _check_size(sum(sizes), most)


def _check_size(size, most):
    if size > most:
        raise ValueError(f"{size:,} bytes are in it, and at most {most:,} can be")


def _sums_of(file):
    """The file with a check-point's sum."""
    return file.with_name(f"{file.name}.sha256")


def _write_sums(file, sums):
    with whole_file(_sums_of(file)) as partial:
        partial.write_text("".join(f"{one}  {file.name}\n" for one in sums))


def _read_sums(file):
    """What a check-point's sum may be; nothing of a run of an earlier version."""
    try:
        text = read_text(_sums_of(file))
    except FileNotFoundError:
        return []
    sums = re.findall(f"^([0-9a-f]{{64}})  {re.escape(file.name)}$", text, re.MULTILINE)
    if not sums:
        raise InputError(f"{_sums_of(file)} holds no SHA-256 of {file.name}: it is broken; {MEND}")
    return sums


@contextlib.contextmanager
def _by_itself():
    """What one process does while the others of its run take no part."""
    distribution = keras.distribution.distribution()
    keras.distribution.set_distribution(None)
    try:
        yield
    finally:
        keras.distribution.set_distribution(distribution)
