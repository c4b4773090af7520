"""Seeded randomness that differs between the replicas of a distribution strategy."""

import zlib

import keras
from keras import ops

from stawm_keras.backend.replicas import replica_number
from stawm_keras.types import Seed
from stawm_keras.types import Shape
from stawm_keras.types import Tensor


class ReplicaSeedGenerator(keras.random.SeedGenerator):
    """A `SeedGenerator` whose draws differ from replica to replica.

    Under `tf.distribute.MirroredStrategy` every replica holds the same generator state, so that all
    would draw the same dropout masks; the replica's number is folded into each seed.
    """

    def next(self, ordered=True):
        seed = super().next(ordered)
        replica = replica_number()
        if replica is None:
            return seed
        return seed + ops.cast(ops.stack([replica * 104729, 0]), seed.dtype)


def seed_of(seed: int | None, name: str) -> int | None:
    """A seed for the part `name` of a model, so that no two parts draw the same numbers."""
    return None if seed is None else (seed + zlib.crc32(name.encode())) % 2**31


def dropout_mask(shape: Shape, rate: float, dtype: str, seed: Seed) -> Tensor:
    """Factors of a dropout: 0 with probability `rate`, else 1 / (1 - rate)."""
    return keras.random.dropout(ops.ones(shape, dtype=dtype), rate, seed=seed)
