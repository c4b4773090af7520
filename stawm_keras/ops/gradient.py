"""What is passed back."""

from keras import ops

from stawm_keras.types import Tensor


def scaled_gradient(inputs: Tensor, rate: float) -> Tensor:
    """`inputs` as they are, of whose gradient the part `rate` is passed back.

    Args:
        inputs: Tensor.
        rate: Float, the factor of the gradient.

    Example:

    >>> np.array(stawm_keras.ops.scaled_gradient(np.array([1.5, -2.0]), 0.1)).tolist()
    [1.5, -2.0]
    """
    if rate == 1:
        return inputs
    constant = ops.stop_gradient(inputs)
    # Nothing is added, to the last bit.
    return constant + rate * (inputs - constant)
