"""Writing a whole sequence into a memory."""

import keras

from stawm_keras.layers.float32_layer import Float32Layer
from stawm_keras.registration import register


@register
class MemoryWrite(Float32Layer):
    """Writes a sequence into a memory that is empty before, so that `MemoryRead` can ask it.

    It makes a memory a layer of any functional model, as `keras.layers.RNN` does, but returns what
    the memory holds in place of what it answered, and writes all of the sequence at once where the
    memory can. What is written is float32 under every dtype policy.

    Args:
        memory: A memory, which is an RNN cell with `write`.
        every_step: Boolean, whether to return the memory as it is after every write, or only as it
            is after the last one.
        **kwargs: Other `keras.Layer` arguments, `name` among them; not `dtype`.

    Call arguments:
        inputs: Tensor `(B, N, M)`, what is written in turn; N must be known.

    Input shape:
        `(B, N, M)`, of what the memory takes.

    Output shape:
        Dictionary of shapes by name, as the memory's `write` returns tensors.

    Raises:
        ValueError: If `memory` has no `write`, or it is not known how much is written.

    Example:

    >>> keys, values = np.eye(4, dtype="float32")[None, :2], np.eye(4, dtype="float32")[None, 2:]
    >>> memory = stawm_keras.layers.OuterProductCell(4, rule="hebb")
    >>> write, read = stawm_keras.layers.MemoryWrite(memory), stawm_keras.layers.MemoryRead()
    >>> pairs = keras.Input((2, 12))  # A key, a value and a query each.
    >>> query = keras.Input((4,))
    >>> model = keras.Model([pairs, query], read(write(pairs), query))
    >>> recalled = model([np.concatenate([keys, values, keys], axis=-1), keys[:, 1]])
    >>> np.array(recalled).round(3).tolist()
    [[0.0, 0.0, 0.0, 1.0]]
    """

    def __init__(self, memory, every_step=False, **kwargs):
        super().__init__(**kwargs)
        if not hasattr(memory, "write"):
            raise ValueError(
                "`memory` must be a memory of stawm_keras.layers, or an RNN cell of your own with "
                f"a method `write`. Received: memory={memory}"
            )
        self.memory = memory
        self.every_step = every_step

    def build(self, inputs_shape):
        batch, steps, units = inputs_shape
        if steps is None:
            raise ValueError(
                f"{self.name} must know how much is written: name the number of steps in "
                f"keras.Input. Received: inputs of shape {tuple(inputs_shape)}"
            )
        if not self.memory.built:  # What was passed in may have been built already.
            self.memory.build((batch, units))

    def call(self, inputs):
        return self.memory.write(inputs, every_step=self.every_step)

    def get_config(self):
        return {
            **super().get_config(),
            "memory": keras.saving.serialize_keras_object(self.memory),
            "every_step": self.every_step,
        }

    @classmethod
    def from_config(cls, config):
        memory = keras.saving.deserialize_keras_object(config["memory"])
        return cls(**{**config, "memory": memory})
