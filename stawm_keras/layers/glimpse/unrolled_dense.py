"""A `Dense` layer for the glimpse loop."""

import keras
from keras import ops

from stawm_keras.ops.product import product
from stawm_keras.ops.product import weights_for_many


class UnrolledDense(keras.layers.Dense):
    """`keras.layers.Dense` that prepares its weights once for all the steps of a loop."""

    def prepared(self):
        """The weights, as `apply` takes them at every step."""
        kernel = weights_for_many(ops.cast(self.kernel, self.compute_dtype))
        return kernel, ops.cast(self.bias, self.compute_dtype)

    def apply(self, inputs, weights):
        """Outputs `(B, units)` of inputs `(B, F)`."""
        kernel, bias = weights
        return product(ops.cast(inputs, self.compute_dtype), kernel) + bias
