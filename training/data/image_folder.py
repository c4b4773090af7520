"""A folder of image files: `train/CLASS/*` and `test/CLASS/*`."""

from pathlib import Path

import numpy as np

from training.cli.errors import InputError
from training.data.dataset import Dataset

SPLITS = ("train", "test")
MODES = ("L", "RGB")


def read(folder: Path, name: str, num_classes: int | None) -> Dataset:
    """Read every image; a class's label is its place among the sorted names of the classes."""
    classes = _entries(folder / "train")
    arrays = {}
    for split in SPLITS:
        unknown = set(_entries(folder / split)) - set(classes)
        if unknown:
            raise InputError(
                f"'{folder / split}' has the class '{min(unknown)}' that train/ lacks: give both "
                "the same classes."
            )
        files = [
            (file, label)
            for label, entry in enumerate(classes)
            for file in _files(folder / split / entry)
        ]
        arrays[f"x_{split}"] = _read_images([file for file, _ in files], folder / split)
        arrays[f"y_{split}"] = np.array([label for _, label in files])
    return Dataset(name, f"images in {folder}", num_classes=num_classes, **arrays)


def _entries(folder: Path) -> list[str]:
    """Names of the class folders, sorted."""
    if not folder.is_dir():
        raise InputError(f"There is no '{folder}': an image folder needs train/ and test/.")
    return sorted(entry.name for entry in folder.iterdir() if entry.is_dir())


def _files(folder: Path) -> list[Path]:
    """Every file that is not hidden: what cannot be read as an image is reported, not skipped."""
    if not folder.is_dir():
        return []
    return sorted(entry for entry in folder.iterdir() if not entry.name.startswith("."))


def _read_images(files: list[Path], folder: Path) -> np.ndarray:
    if not files:
        raise InputError(f"There are no images in '{folder}': put them in one folder a class.")
    first = _read_image(files[0])
    images = np.empty((len(files), *first.shape), dtype=np.uint8)
    for place, file in enumerate(files):
        image = _read_image(file)
        if image.shape != first.shape:
            raise InputError(
                f"'{file}' has shape {image.shape} but '{files[0]}' has {first.shape}: give all "
                "images one size and mode."
            )
        images[place] = image
    return images


def _read_image(file: Path) -> np.ndarray:
    from PIL import Image  # Only image folders need it.

    try:
        with Image.open(file) as image:
            mode, pixels = image.mode, np.asarray(image)
    except Exception as error:  # each of Pillow's decoders has its own ways to fail
        raise InputError(
            f"'{file}' cannot be read as an image ({error}): repair or remove it."
        ) from error
    if mode not in MODES:
        raise InputError(f"'{file}' has mode {mode}: convert it to L (grey) or RGB.")
    return pixels
