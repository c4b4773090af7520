"""Batches of sequences for `fit`."""

from typing import Any

import keras
import numpy as np

from training.data.batches import order_of_epoch
from training.data.sequences.examples import Examples


class DrawnBatches(keras.utils.PyDataset):
    """Batches that depend only on the seed, the epoch and their place, as those of images do.

    Give `fit` `shuffle=False` and the callback `FollowEpochs(batches)`.

    Args:
        examples: Where they come from.
        batch_size: Examples a batch, whole batches alone; where there are fewer, all are one.
        seed: Seed of what is drawn and of the order.
        part, parts: Serve the part-th of so many equal parts of every batch.

    Attributes:
        epoch: The epoch whose batches are served, from 0.
    """

    def __init__(
        self, examples: Examples, batch_size: int, seed: int = 0, part: int = 0, parts: int = 1
    ) -> None:
        super().__init__(workers=1)  # for Keras: none but the thread that asks
        self.examples = examples
        self.batch_size = batch_size
        self.seed = seed
        self.part = part
        self.parts = parts
        self.epoch = 0

    def __len__(self) -> int:
        return max(1, self.examples.count // self.batch_size)

    def __getitem__(self, index: int) -> tuple[Any, ...]:
        if not 0 <= index < len(self):
            raise IndexError(f"Batch {index} was asked for: there are {len(self)}.")
        order = order_of_epoch(self.examples.count, self.seed, self.epoch)
        rows = order[index * self.batch_size : (index + 1) * self.batch_size]
        share = len(rows) // self.parts
        rows = rows[self.part * share : (self.part + 1) * share]
        rng = np.random.default_rng([self.seed, self.epoch, 1 + index, self.part])
        return self.examples.draw(rows, rng, self.epoch)
