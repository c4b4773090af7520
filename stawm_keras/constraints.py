"""Bounds that keep the memory stable while its rates are trained."""

import keras
from keras import ops

# The smallest distance kept from an open bound.
MARGIN = 1e-3


class Between(keras.constraints.Constraint):
    """Clips a weight into bounds that may move with other weights.

    Args:
        low: Float, or a function without arguments that returns a scalar tensor.
        high: Likewise.
    """

    def __init__(self, low, high):
        self.low = low
        self.high = high

    def __call__(self, weight):
        low, high = (bound() if callable(bound) else bound for bound in (self.low, self.high))
        return ops.minimum(ops.maximum(weight, low), high)
