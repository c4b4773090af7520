"""Scenes, made of small images when they are asked for."""

import copy
from collections.abc import Callable
from collections.abc import Iterator
from typing import NamedTuple
from typing import Self

import numpy as np

from training.data.composer import Composer
from training.data.composer import Layout
from training.data.picture_files import PictureFiles
from training.data.picture_files import taken

AT_ONCE = 500  # Scenes, where boxes alone are wanted.

Change = Callable[[np.ndarray], np.ndarray]


def unchanged(images: np.ndarray) -> np.ndarray:
    """Just the images."""
    return images


class MadeScenes(NamedTuple):
    """Scenes (N, H, W, C) uint8, their labels, and their objects' boxes (N, K, 4).

    Of videos of T frames, (N, T, H, W, C) and (N, T, K, 4).
    """

    images: np.ndarray
    labels: np.ndarray
    boxes: np.ndarray


class Scenes:
    """A scene for every image of a set.

    It stands for an array (N, H, W, C) uint8 of which parts alone are ever in memory: indexing with
    a slice or an array of rows gives such an array. So asked, every image has one scene, which its
    place and the seed fix; `new` makes another.

    Args:
        images: Images (N, h, w, C) uint8, in memory or on disk, or scenes themselves.
        labels: Their labels (N,).
        composer: How scenes are composed.
        seed: What fixes each image's scene.

    Attributes:
        shape: (N, H, W, C), or (N, T, H, W, C) of videos.
        labels: (N,), or (N, K) of K objects whose sum is not what is asked for.

    Raises:
        InputError: The images do not fit into the scenes.
    """

    def __init__(
        self,
        images: "np.ndarray | PictureFiles | Scenes",
        labels: np.ndarray,
        composer: Composer,
        seed: int = 0,
    ) -> None:
        composer.check(images.shape[1:])
        self.composer = composer
        self.seed = seed
        self._images = images
        self._labels = labels
        self._layout = self._drawn(np.arange(len(images)), np.random.default_rng(seed))

    @property
    def shape(self) -> tuple[int, ...]:
        side, frames = self.composer.side, self.composer.frames
        video = (frames,) if frames > 1 else ()
        return len(self), *video, side, side, self._images.shape[-1]

    @property
    def labels(self) -> np.ndarray:
        return self.composer.labels(self._labels[self._layout.objects])

    @property
    def boxes(self) -> np.ndarray:
        """Left, top, right and bottom (N, K, 4) of each object, in pixels whose centres are whole.

        Of videos they are (N, T, K, 4). They are the outermost of its pixels that are not black.
        """
        begins = range(0, len(self), AT_ONCE)
        return np.concatenate([self.fixed(slice(begin, begin + AT_ONCE)).boxes for begin in begins])

    def __len__(self) -> int:
        return len(self._layout.objects)

    def __getitem__(self, rows: slice | np.ndarray) -> np.ndarray:
        return self.fixed(rows).images

    def __iter__(self) -> Iterator[np.ndarray]:
        return (self[row : row + 1][0] for row in range(len(self)))

    def fixed(self, rows: slice | np.ndarray, change: Change = unchanged) -> MadeScenes:
        """The one scene of each of some images, whose objects are changed by a function."""
        return self._made(self._layout.take(rows), change)

    def new(
        self, rows: slice | np.ndarray, rng: np.random.Generator, change: Change = unchanged
    ) -> MadeScenes:
        """A new scene of each of some images, likewise."""
        return self._made(self._drawn(self._layout.objects[rows, 0], rng), change)

    def take(self, rows: slice | np.ndarray) -> Self:
        """Some of the scenes, as they are."""
        some = copy.copy(self)
        some._layout = self._layout.take(rows)
        return some

    def made_of(self, rows: slice | np.ndarray) -> "Scenes":
        """Scenes of some of the images, in which there is nothing of the others."""
        places = self._layout.objects[rows, 0]
        return Scenes(taken(self._images, places), self._labels[places], self.composer, self.seed)

    def _drawn(self, rows: np.ndarray, rng: np.random.Generator) -> Layout:
        return self.composer.draw(rows, len(self._images), self._images.shape[1:], rng)

    def _made(self, layout: Layout, change: Change) -> MadeScenes:
        objects = change(self._images[layout.objects.ravel()])
        others = self._images[layout.others.ravel()]
        images, boxes = self.composer.compose(objects, others, layout)
        return MadeScenes(images, self.composer.labels(self._labels[layout.objects]), boxes)
