"""An LSTM over what is written, which every memory must beat."""

import keras
from keras import ops

from stawm_keras.layers.memory.slots_cell import SlotsCell
from stawm_keras.registration import register


@register
class LSTMMemory(SlotsCell):
    """Remembers what an LSTM makes of what was written, whatever is asked.

    It is the recurrent state that a memory has to be better than. Its output after the last write
    is one word in one slot, which every query reads. It is float32 under every dtype policy.

    Args:
        units: Integer M, the number of features of what is written and of the LSTM's output.
        **kwargs: Other `keras.Layer` arguments, `name` among them; not `dtype`.

    Call arguments:
        inputs: Tensor `(B, M)`, what is written; or `(B, 2 M)`, with a query after it, which
            changes nothing.
        states: List of tensors, the LSTM's output and its cell state, both `(B, M)`.

    Input shape:
        `(B, M)` or `(B, 2 M)`.

    Output shape:
        `(B, M)`: the LSTM's output.

    Raises:
        ValueError: If `units` is not positive, or the input has another width.

    Example:

    >>> cell = stawm_keras.layers.LSTMMemory(32)
    >>> keras.layers.RNN(cell)(np.ones((2, 5, 32), "float32")).shape
    (2, 32)

    Reference:
        Hochreiter and Schmidhuber, "Long Short-Term Memory", 1997.
    """

    def __init__(self, units, **kwargs):
        super().__init__(units, **kwargs)
        self.words_shape = (1, units)
        self.lstm = keras.layers.LSTMCell(units, dtype="float32", name="lstm")
        self.output_size = units
        self.state_size = [units, units]

    def build(self, inputs_shape):
        self._check_entries(inputs_shape)
        self.lstm.build((None, self.units))

    def call(self, inputs, states):
        return self.lstm(ops.cast(inputs, "float32")[:, : self.units], states)

    def slots(self, states):
        return self._all_filled(ops.expand_dims(states[0], 1))
