"""A data set, and the split of its training images."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from training.cli.errors import InputError
from training.data import checks
from training.data.images import Images
from training.data.picture_files import taken
from training.data.scenes import Scenes


class Split(NamedTuple):
    """Images (N, H, W, C) uint8, in memory, on disk or scenes, and labels (N,) int64."""

    x: Images
    y: np.ndarray

    def spread(self, count: int) -> "Split":
        """So many of them, evenly spread: all of them if there are no more."""
        rows = np.linspace(0, len(self.x) - 1, min(count, len(self.x))).astype(int)
        return Split(self.x[rows], self.y[rows])

    def first(self, count: int) -> "Split":
        """The first so many of them."""
        return Split(taken(self.x, slice(count)), self.y[:count])


@dataclass(frozen=True, eq=False)  # arrays have no single truth value to compare by
class Dataset:
    """Images and labels of a training and a test split.

    Whatever the source hands over is checked here and brought to one form, so every `Dataset`
    is safe to use: images are uint8 (N, H, W, C), labels are int64 (N,).

    Args:
        name: The data set's name, such as "mnist".
        source: Exactly what was used, in words. It goes into every result file.
        x_train, x_test: Images (N, H, W) or (N, H, W, C), uint8 or whole floats in [0, 255], or
            `PictureFiles`, or `Scenes`.
        y_train, y_test: Integer labels (N,) or (N, 1); of scenes, their own.
        num_classes: Labels must lie in `[0, num_classes)`. None: labels are not checked.
        class_names: Names of the classes by label, if they have any.
        validation: What is held out of the training images, if the source says so.

    Raises:
        InputError: The arrays are not as described.
    """

    name: str
    source: str
    x_train: Images
    y_train: np.ndarray
    x_test: Images
    y_test: np.ndarray
    num_classes: int | None
    class_names: tuple[str, ...] | None = None
    validation: Split | None = None

    def __post_init__(self) -> None:
        for split in ("train", "test"):
            x_what, y_what = (f"{array}_{split} of {self.source}" for array in "xy")
            x = checks.images(getattr(self, f"x_{split}"), x_what)
            y = getattr(self, f"y_{split}")
            if not isinstance(x, Scenes):
                y = checks.labels(y, y_what, self.num_classes)
            checks.same_length(x, y, x_what)
            object.__setattr__(self, f"x_{split}", x)
            object.__setattr__(self, f"y_{split}", y)
        checks.same_image_shape(self.x_train, self.x_test, self.source)


def hold_out(dataset: Dataset, count: int, seed: int) -> tuple[Split, Split]:
    """Split `count` training images off for validation; returns (train, validation).

    The choice depends on `seed` alone. Both parts keep the order of the data set. One whose source
    holds images out itself is split so, whatever the count.

    Raises:
        InputError: `count` is not in `[0, len(dataset.x_train))`.
    """
    training = Split(dataset.x_train, dataset.y_train)
    if dataset.validation:
        return training, dataset.validation
    total = len(dataset.x_train)
    if not 0 <= count < total:
        raise InputError(
            f"Cannot hold {count} images out of the {total} training images of {dataset.source}: "
            f"choose a number from 0 to {total - 1}."
        )
    if count == 0:
        return training, training.first(0)  # No copy of them.
    held = np.zeros(total, dtype=bool)
    held[np.random.default_rng(seed).permutation(total)[:count]] = True
    return _some(training, ~held), _some(training, held)


def _some(split: Split, rows: np.ndarray) -> Split:
    if isinstance(split.x, Scenes):  # Of what is held out, no piece may be seen.
        scenes = split.x.made_of(rows)
        return Split(scenes, scenes.labels)
    return Split(taken(split.x, rows), split.y[rows])
