"""Tells batches which epoch Keras is in."""

from typing import Any

import keras


class FollowEpochs(keras.callbacks.Callback):
    """Sets `batches.epoch` when an epoch of `fit` begins. Without it every epoch is alike.

    `PyDataset.on_epoch_end` cannot count epochs: Keras also calls it before the first epoch, and
    in every `evaluate`. The number that `fit` gives to callbacks is right in a resumed run too.

    Args:
        batches: The training batches, the ones that are given to `fit`, which have an `epoch`.
    """

    def __init__(self, batches: Any) -> None:
        super().__init__()
        self.batches = batches

    def on_epoch_begin(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        self.batches.epoch = epoch
