"""An LSTM cell for the glimpse loop."""

import keras
from keras import ops

from stawm_keras.ops.product import product
from stawm_keras.ops.product import weights_for_many


class UnrolledLSTMCell(keras.layers.LSTMCell):
    """`keras.layers.LSTMCell` that prepares its weights once for all the steps of a loop."""

    def steps(self):
        """A function `(inputs, states) -> (output, states)` to call once a step."""
        dtype = self.compute_dtype
        kernel = weights_for_many(ops.cast(self.kernel, dtype))
        recurrent_kernel = weights_for_many(ops.cast(self.recurrent_kernel, dtype))
        bias = ops.cast(self.bias, dtype)

        def step(inputs, states):
            hidden, carry = states
            gates = product(inputs, kernel) + product(hidden, recurrent_kernel) + bias
            write, keep, new, show = ops.split(gates, 4, axis=-1)
            carry = ops.sigmoid(keep) * carry + ops.sigmoid(write) * ops.tanh(new)
            hidden = ops.sigmoid(show) * ops.tanh(carry)
            return hidden, [hidden, carry]

        return step
