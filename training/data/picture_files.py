"""Pictures on disk, decoded on several threads."""

import os
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any
from typing import Self
from typing import TypeVar

import numpy as np

from training.data.picture import Fit
from training.data.picture import fitted
from training.data.picture import read_picture

T = TypeVar("T")

AHEAD = 1024


class PictureFiles:
    """Images that stay on disk: rows of them are decoded when they are asked for.

    It stands for an array (N, H, W, C) uint8 of which parts alone are ever in memory: indexing with
    a slice or an array of rows gives such an array.

    Args:
        files: Paths of the files.
        image_shape: Height, width and channels to which every picture is brought.
        fit: How: see `training.data.picture.fitted`.
    """

    def __init__(
        self, files: Iterable[Path], image_shape: tuple[int, int, int], fit: Fit = "crop"
    ) -> None:
        self.files = np.array([*files], dtype=object)
        self.image_shape = image_shape
        self.fit = fit

    @property
    def shape(self) -> tuple[int, int, int, int]:
        return len(self), *self.image_shape

    def __len__(self) -> int:
        return len(self.files)

    def __getitem__(self, rows: slice | np.ndarray) -> np.ndarray:
        wanted = self.take(rows)
        images = np.empty(wanted.shape, np.uint8)
        for place, image in enumerate(wanted):
            images[place] = image
        return images

    def __iter__(self) -> Iterator[np.ndarray]:
        return in_threads(self._decoded, self.files)

    def take(self, rows: slice | np.ndarray) -> Self:
        """Rows of them that stay on disk."""
        return type(self)(self.files[rows], self.image_shape, self.fit)

    def _decoded(self, file: Path) -> np.ndarray:
        height, width, channels = self.image_shape
        picture = read_picture(file, enough=min(height, width))
        return fitted(picture, height, width, channels, self.fit)


def taken(images: Any, rows: slice | np.ndarray) -> Any:
    """Rows of images, which are not made or read if they are not in memory."""
    return images[rows] if isinstance(images, np.ndarray) else images.take(rows)


def in_threads(function: Callable[[Any], T], items: Sequence[Any] | np.ndarray) -> Iterator[T]:
    """What a function makes of each item, in order; few are ever ahead of what is taken."""
    for begin in range(0, len(items), AHEAD):
        yield from _threads().map(function, items[begin : begin + AHEAD])


@cache
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(os.cpu_count(), thread_name_prefix="pictures")
