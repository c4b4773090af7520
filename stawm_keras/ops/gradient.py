"""What is passed back."""

from keras import ops

from stawm_keras.types import Tensor


def scaled_gradient(inputs: Tensor, rate: float) -> Tensor:
    """`inputs` as they are, of whose gradient the part `rate` is passed back."""
    if rate == 1:
        return inputs
    constant = ops.stop_gradient(inputs)
    # Nothing is added, to the last bit.
    return constant + rate * (inputs - constant)
