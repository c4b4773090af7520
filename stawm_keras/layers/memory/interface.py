"""What a controller tells its memory."""

import math

import keras
from keras import ops

# What is told is kept within these bounds, beyond which no gate changes any more.
CLIP = 20.0


class Interface(keras.layers.Dense):
    """A `Dense` layer whose outputs are several by name, clipped to [-20, 20].

    Args:
        parts: Dictionary of the outputs' shapes by name, without the batch.
        name: The layer's name.
    """

    def __init__(self, parts, name):
        sizes = [math.prod(shape) for shape in parts.values()]
        super().__init__(sum(sizes), dtype="float32", name=name)
        self.parts = parts
        self.ends = [sum(sizes[: place + 1]) for place in range(len(sizes) - 1)]

    def call(self, inputs):
        told = ops.clip(super().call(inputs), -CLIP, CLIP)
        told = ops.split(told, self.ends, axis=-1)
        return {
            name: ops.reshape(part, (-1, *shape))
            for (name, shape), part in zip(self.parts.items(), told, strict=True)
        }
