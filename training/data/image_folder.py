"""A folder of picture files: a folder for each class, or `train/`, `test/` and perhaps
`validation/` with such folders.
"""

import hashlib
import os
import unicodedata
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from training.cli.errors import InputError
from training.data.dataset import Dataset
from training.data.dataset import Split
from training.data.picture import SUFFIXES
from training.data.picture import Fit
from training.data.picture_files import taken
from training.data.read_all import in_words
from training.data.read_all import read_all

Classes = dict[str, list[Path]]

# Of the images of each class, where there is no folder of test images. Constants: results can be
# compared only if every run splits them alike.
TEST_PART = 0.2
SPLIT_SEED = 0


def is_one(folder: Path) -> bool:
    """Whether a folder may be one of images: there are folders in it, and pictures in those."""
    return any(
        file.suffix.lower() in SUFFIXES for entry in _folders(folder) for file in _walk(entry)
    )


def read(
    folder: Path,
    name: str,
    num_classes: int | None = None,
    *,
    image_size: int | None = None,
    channels: int | None = None,
    fit: Fit = "crop",
    class_names: Sequence[str] | None = None,
    skip_broken: bool = False,
) -> Dataset:
    """Reads every image; a class' label is its place among the names of the classes, sorted.

    Args:
        folder: The folder.
        name: The data set's name.
        num_classes: How many classes there must be, if that is known.
        image_size: Side of the square to which images are brought; by default they must have one
            size.
        channels: 1 or 3; by default 1 if all images are grey.
        fit: `"crop"` or `"pad"`: see `training.data.picture.fitted`.
        class_names: The classes by label, if they are known; not all of them need be there.
        skip_broken: Whether files that cannot be read are left out.

    Raises:
        InputError: Files cannot be read, or what is there is not as described.
    """
    splits = _splits(folder)
    names = _names(folder, splits, num_classes, class_names)
    labels = {class_name: label for label, class_name in enumerate(names)}
    listed = [
        (file, split, labels[class_name])
        for split, classes in splits.items()
        for class_name, files in classes.items()
        for file in files
    ]
    files = [file for file, _, _ in listed]
    size = (image_size, image_size) if image_size else None
    images, broken = read_all(files, size, channels, fit, skip_broken)
    kept = [entry for place, entry in enumerate(listed) if place not in broken]
    source = f"images in {folder} (SHA-256 of names and sizes {_digest(folder, files)})"
    if broken:
        source += f", without {len(broken):,} that cannot be read: {in_words(files, broken)}"

    # The splits lie one behind the other, and a slice of an array is no copy.
    found: dict[str, Split] = {}
    begin = 0
    for split in splits:
        y = np.array([label for _, where, label in kept if where == split])
        if not len(y):
            raise InputError(
                f"There are no images in '{folder / split}': put them in one folder a class."
            )
        found[split] = Split(taken(images, slice(begin, begin + len(y))), y)
        begin += len(y)
    if class_names is None:
        _check_every_class(found["train"].y, names, folder)
    return Dataset(
        name,
        source,
        *found["train"],
        *found["test"],
        num_classes=len(names),
        class_names=tuple(names),
        validation=found.get("validation"),
    )


def _is_split(folder: Path) -> bool:
    """Whether there are train/ and its like; a class that is named train has no folders in it."""
    return bool(_folders(folder / "train"))


def _splits(folder: Path) -> dict[str, Classes]:
    """The files by class, by split."""
    if not _is_split(folder):
        classes = _classes(folder)
        test = {class_name: _drawn(files) for class_name, files in classes.items()}
        train = {
            class_name: [file for file in files if file not in test[class_name]]
            for class_name, files in classes.items()
        }
        return {
            "train": train,
            "test": {class_name: sorted(files) for class_name, files in test.items()},
        }
    if not (folder / "test").is_dir():
        raise InputError(
            f"There is no '{folder / 'test'}': beside train/ an image folder needs test/."
        )
    return {
        split: _classes(folder / split)
        for split in ("train", "validation", "test")
        if (folder / split).is_dir()
    }


def _drawn(files: Sequence[Path]) -> set[Path]:
    """The files of a class that are for tests, whatever else is in the folder."""

    def rank(file: Path) -> bytes:
        return hashlib.sha256(os.fsencode(f"{SPLIT_SEED}/{file.name}")).digest()

    count = max(round(TEST_PART * len(files)), 1) if len(files) > 1 else 0
    return {*sorted(files, key=rank)[:count]}


def _classes(folder: Path) -> Classes:
    """The files of each class."""
    classes: Classes = {}
    for entry in _folders(folder):
        # macOS writes an umlaut as two characters, others as one.
        name = unicodedata.normalize("NFC", entry.name)
        if not name.isprintable() or name in classes:
            raise InputError(
                f"The folder {str(entry)!r} cannot name a class: give it a name of its own that "
                "can be printed."
            )
        classes[name] = sorted(_walk(entry))
    return classes


def _folders(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    entries = (entry for entry in folder.iterdir() if not entry.name.startswith("."))
    return sorted(entry for entry in entries if entry.is_dir())


def _walk(folder: Path) -> Iterator[Path]:
    """Every file in it and below that is not hidden.

    What cannot be read as an image is reported, not skipped. Links to folders, which may lead in a
    circle, are not followed, and are files that cannot be read.
    """
    for where, folders, names in os.walk(folder):
        links = [name for name in folders if Path(where, name).is_symlink()]
        folders[:] = [name for name in folders if not name.startswith(".")]
        yield from (Path(where, name) for name in names + links if not name.startswith("."))


def _names(
    folder: Path,
    splits: dict[str, Classes],
    num_classes: int | None,
    class_names: Sequence[str] | None,
) -> list[str]:
    """The classes' names, by label."""
    known = [*(class_names or sorted(splits["train"]))]
    for split, classes in splits.items():
        unknown = sorted(classes.keys() - known)
        if unknown:
            raise InputError(
                f"'{folder}' has in {split} the class '{unknown[0]}', and the classes are "
                f"{_few(known)}: rename or remove it."
            )
    if num_classes is not None and num_classes != len(known):
        raise InputError(
            f"'{folder}' has {len(known)} classes, {_few(known)}, and {num_classes} were asked "
            "for: with --num-classes None they are counted."
        )
    return known


def _check_every_class(labels: np.ndarray, names: Sequence[str], folder: Path) -> None:
    empty = [name for label, name in enumerate(names) if label not in labels]
    if empty:
        raise InputError(
            f"'{folder}' has no image of the class '{empty[0]}' to train on: remove the folder, or "
            "put images in it."
        )


def _few(names: Sequence[str], most: int = 10) -> str:
    more = [f"and {len(names) - most} more"] if len(names) > most else []
    return ", ".join([*names[:most], *more])


def _digest(folder: Path, files: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for file in files:
        size = file.stat().st_size if file.is_file() else None
        digest.update(os.fsencode(f"{file.relative_to(folder)}\0{size}\n"))
    return digest.hexdigest()[:16]
