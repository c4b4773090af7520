"""An LSTM cell for the glimpse loop."""

import keras
from keras import ops

from stawm_keras.ops.product import product
from stawm_keras.ops.product import weights_for_many


class UnrolledLSTMCell(keras.layers.LSTMCell):
    """`keras.layers.LSTMCell` that prepares its weights once for all the steps of a loop."""

    def prepared(self):
        """The weights, as `apply` takes them at every step."""
        dtype = self.compute_dtype
        kernel = weights_for_many(ops.cast(self.kernel, dtype))
        recurrent_kernel = weights_for_many(ops.cast(self.recurrent_kernel, dtype))
        return kernel, recurrent_kernel, ops.cast(self.bias, dtype)

    def apply(self, inputs, states, weights):
        """The hidden state, which is the output, and the cell state after a step."""
        hidden, carry = states
        kernel, recurrent_kernel, bias = weights
        gates = product(inputs, kernel) + product(hidden, recurrent_kernel) + bias
        write, keep, new, show = ops.split(gates, 4, axis=-1)
        carry = ops.sigmoid(keep) * carry + ops.sigmoid(write) * ops.tanh(new)
        return ops.sigmoid(show) * ops.tanh(carry), carry
