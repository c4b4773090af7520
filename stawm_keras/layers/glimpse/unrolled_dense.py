"""A `Dense` layer for the glimpse loop."""

import keras
from keras import ops

from stawm_keras.ops.product import product
from stawm_keras.ops.product import weights_for_many


class UnrolledDense(keras.layers.Dense):
    """`keras.layers.Dense` that prepares its weights once for all the steps of a loop."""

    def steps(self):
        """A function `inputs -> outputs`, `(B, F)` to `(B, units)`, to call once a step."""
        kernel = weights_for_many(ops.cast(self.kernel, self.compute_dtype))
        bias = ops.cast(self.bias, self.compute_dtype)
        return lambda inputs: product(ops.cast(inputs, self.compute_dtype), kernel) + bias
