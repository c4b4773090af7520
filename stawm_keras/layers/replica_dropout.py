"""Dropout that differs between the replicas of a distribution strategy."""

import keras

from stawm_keras.random import ReplicaSeedGenerator
from stawm_keras.registration import register


@register
class ReplicaDropout(keras.Layer):
    """`keras.layers.Dropout` whose masks differ from replica to replica.

    Args:
        rate: Float in [0, 1), the part of the units that is dropped while training.
        seed: Integer or `None`, the seed.
        **kwargs: Other `keras.Layer` arguments, `name` and `dtype` among them.

    Raises:
        ValueError: If the rate is outside [0, 1).
    """

    def __init__(self, rate, seed=None, **kwargs):
        super().__init__(**kwargs)
        if not 0 <= rate < 1:
            raise ValueError(f"`rate` must be in [0, 1). Received: rate={rate}")
        self.rate = rate
        self.seed = seed
        if rate > 0:  # A generator has a variable.
            self.seed_generator = ReplicaSeedGenerator(seed)

    def call(self, inputs, training=None):
        if not training or not self.rate:
            return inputs
        return keras.random.dropout(inputs, self.rate, seed=self.seed_generator)

    def compute_output_shape(self, inputs_shape):
        return inputs_shape

    def get_config(self):
        return {**super().get_config(), "rate": self.rate, "seed": self.seed}
