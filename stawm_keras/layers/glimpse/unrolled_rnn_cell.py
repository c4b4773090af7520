"""A recurrent cell of rectified units for the glimpse loop."""

import keras
from keras import ops

from stawm_keras.ops.product import product
from stawm_keras.ops.product import weights_for_many


class UnrolledRNNCell(keras.layers.SimpleRNNCell):
    """`keras.layers.SimpleRNNCell` of ReLUs that prepares its weights once for a whole loop."""

    def prepared(self):
        """The weights, as `apply` takes them at every step."""
        kernels = self.kernel, self.recurrent_kernel
        kernel, recurrent = (weights_for_many(ops.cast(k, self.compute_dtype)) for k in kernels)
        return kernel, recurrent, ops.cast(self.bias, self.compute_dtype)

    def apply(self, inputs, states, weights):
        """The hidden state after a step, which is the output, alone in a tuple."""
        (hidden,) = states
        kernel, recurrent_kernel, bias = weights
        return (ops.relu(product(inputs, kernel) + product(hidden, recurrent_kernel) + bias),)
