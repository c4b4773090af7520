"""The mean of what was written, which every memory must beat."""

import numpy as np
from keras import ops

from stawm_keras.layers.memory.slots_cell import SlotsCell
from stawm_keras.ops import Slots
from stawm_keras.registration import register


@register
class MeanMemory(SlotsCell):
    """Remembers the mean of what was written, whatever is asked: no more than pooling does.

    It is what a memory has to be better than. After t writes `x_1` to `x_t` it holds
    `(x_1 + ... + x_t) / t`, as one word in one slot, which every query reads. It has no weights and
    is float32 under every dtype policy.

    Args:
        units: Integer M, the number of features of what is written.
        **kwargs: Other `keras.Layer` arguments, `name` among them; not `dtype`.

    Call arguments:
        inputs: Tensor `(B, M)`, what is written; or `(B, 2 M)`, with a query after it, which
            changes nothing.
        states: List of tensors: the mean `(B, M)`, and of how many writes it is `(B, 1)`.

    Input shape:
        `(B, M)` or `(B, 2 M)`.

    Output shape:
        `(B, M)`: the mean of what was written so far.

    Raises:
        ValueError: If `units` is not positive, or the input has another width.

    Example:

    >>> cell = stawm_keras.layers.MeanMemory(2)
    >>> inputs = np.array([[[1, 5], [3, 1]]], "float32")
    >>> np.array(keras.layers.RNN(cell)(inputs)).tolist()
    [[2.0, 3.0]]
    """

    def __init__(self, units, **kwargs):
        super().__init__(units, **kwargs)
        self.words_shape = (1, units)
        self.output_size = units
        self.state_size = [units, 1]

    def build(self, inputs_shape):
        self._check_entries(inputs_shape)

    def call(self, inputs, states):
        mean, count = states
        count = count + 1
        mean = mean + (ops.cast(inputs, "float32")[:, : self.units] - mean) / count
        return mean, [mean, count]

    def slots(self, states):
        mean, count = states
        words = ops.expand_dims(mean, 1)
        filled = ops.cast(count > 0, "float32")
        return Slots(words, strength=ops.ones_like(count), filled=filled)

    def write(self, inputs, every_step=False):
        steps = inputs.shape[1]
        # A mean over the steps so far, for all of them in one product.
        parts = np.tri(steps) / np.arange(1, steps + 1)[:, None]
        parts = parts if every_step else parts[-1:]
        means = ops.matmul(parts.astype("float32"), ops.cast(inputs, "float32"))
        once = ops.ones_like(means[..., :1])
        held = Slots(ops.expand_dims(means, 2), strength=once, filled=once)._asdict()
        return held if every_step else {name: part[:, 0] for name, part in held.items()}
