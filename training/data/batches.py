"""Batches of images, shuffled and augmented, for `fit` and `evaluate`."""

import threading
from collections.abc import Callable
from collections.abc import Sequence
from concurrent.futures import Future
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import Any

import keras
import numpy as np

from training.cli.errors import InputError
from training.data.augment import Augmentation
from training.data.images import Images
from training.data.scenes import Scenes

Batch = tuple[Any, Any]


def labels_alone(images: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """The targets of a classifier."""
    return labels


def images_alone(images: np.ndarray, targets: Any) -> np.ndarray:
    """The inputs of most models."""
    return images


class Batches(keras.utils.PyDataset):
    """Batches whose order and augmentation depend only on the seed, the epoch and the place.

    So a run that is resumed at epoch k sees what an uninterrupted run would have seen. Give `fit`
    `shuffle=False` (Keras would shuffle the batches once more), no `steps_per_epoch`, and the
    callback `FollowEpochs(batches)`, which keeps `epoch` right.

    Threads of its own prepare the next batches. Keras' are not used: on some backends `fit` looks
    at a batch before training, and what Keras had prepared by then (or for an epoch that was left
    early) is served in the next epoch. Here, whatever was prepared carries its epoch.

    Args:
        x: Images (N, H, W, C), uint8, in memory or on disk, or scenes.
        y: Labels (N,).
        batch_size: Images a batch. The last batch may be smaller.
        seed: Seed of order and augmentation.
        augment: Augmentations, applied in this order; of scenes, to the objects.
        shuffle: Draw a new order for every epoch.
        drop_remainder: Leave a smaller last batch out. Data that is smaller than one batch is
            still one batch.
        targets: What the targets of augmented images (N, H, W, C) uint8 and their labels are.
        inputs: What the model is given of the images and the targets.
        new_scenes: Make a new scene of an image each time, instead of its one fixed scene.
        boxes: Give `targets` the boxes of the scenes' objects, too, (N, K, 4): see `Scenes`.
        part, parts: Serve the part-th of so many equal parts of every batch, to one of several
            processes, which augments its part alone.
        workers: Number of threads, and of batches that are prepared ahead.

    Attributes:
        epoch: The epoch whose batches are served, from 0.
        failure: The `InputError` that kept a batch from being served, for TensorFlow's `fit` raises
            one of its own.
    """

    def __init__(
        self,
        x: Images,
        y: np.ndarray,
        batch_size: int,
        *,
        seed: int = 0,
        augment: Sequence[Augmentation] = (),
        shuffle: bool = False,
        drop_remainder: bool = False,
        targets: Callable[..., Any] = labels_alone,
        inputs: Callable[[np.ndarray, Any], Any] = images_alone,
        new_scenes: bool = False,
        boxes: bool = False,
        part: int = 0,
        parts: int = 1,
        workers: int = 2,
    ) -> None:
        super().__init__(workers=1)  # for Keras: none but the thread that asks
        if len(x) == 0 or len(x) != len(y):
            raise InputError(
                f"Batches of {len(x)} images and {len(y)} labels were asked for: give at least "
                "one image, and one label for each."
            )
        if batch_size < 1:
            raise InputError(f"The batch size is {batch_size}: choose 1 or more.")
        if boxes and not isinstance(x, Scenes):
            raise InputError(
                "Boxes of objects were asked for, and only scenes have them: name a kind with "
                "--scene."
            )
        self.x = x
        self.y = y
        self.batch_size = batch_size
        self.seed = seed
        self.augment = tuple(augment)
        self.shuffle = shuffle
        self.drop_remainder = drop_remainder
        self.targets = targets
        self.inputs = inputs
        self.new_scenes = new_scenes
        self.boxes = boxes
        self.part = part
        self.parts = parts
        self.epoch = 0
        self.failure: InputError | None = None
        self._lock = threading.Lock()
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="batches")
        self._ahead_count = workers
        self._ahead: dict[tuple[int, int], Future[Batch]] = {}

    def __len__(self) -> int:
        whole, rest = divmod(len(self.x), self.batch_size)
        return max(whole, 1) if self.drop_remainder else whole + (rest > 0)

    def __getitem__(self, index: int) -> Batch:
        if not 0 <= index < len(self):
            raise IndexError(f"Batch {index} was asked for: there are {len(self)}.")
        epoch = self.epoch
        last = min(index + self._ahead_count, len(self) - 1)
        with self._lock:
            # What is not wanted any more, such as the batches of another epoch, is forgotten.
            self._ahead = {
                key: self._ahead.get(key) or self._pool.submit(self._prepare, *key)
                for key in ((epoch, place) for place in range(index, last + 1))
            }
            batch = self._ahead[epoch, index]
        try:
            return batch.result()
        except InputError as error:
            self.failure = error
            raise

    def _prepare(self, epoch: int, index: int) -> Batch:
        begin = index * self.batch_size
        count = min(self.batch_size, len(self.x) - begin) // self.parts
        begin += self.part * count
        rows: slice | np.ndarray = slice(begin, begin + count)
        if self.shuffle:
            rows = order_of_epoch(len(self.x), self.seed, epoch)[rows]
        rng = np.random.default_rng([self.seed, epoch, 1 + index, self.part])  # 0 is the order's

        def augmented(images: np.ndarray) -> np.ndarray:
            for augmentation in self.augment:
                images = augmentation(images, rng)
            return images

        boxes: tuple[np.ndarray, ...] = ()
        if isinstance(self.x, Scenes):
            new = self.new_scenes
            made = self.x.new(rows, rng, augmented) if new else self.x.fixed(rows, augmented)
            images, labels = made.images, made.labels
            boxes = (made.boxes,) if self.boxes else ()
        else:
            images, labels = augmented(self.x[rows]), self.y[rows]
        targets = self.targets(images, labels, *boxes)
        return self.inputs(images, targets), targets


@lru_cache(maxsize=4)  # one order is drawn once, not for every batch; the cache is thread-safe
def order_of_epoch(count: int, seed: int, epoch: int) -> np.ndarray:
    """The order of so many examples in an epoch."""
    return np.random.default_rng([seed, epoch, 0]).permutation(count)
