"""Matrix products for loops that use the same weights at every step."""

from typing import NamedTuple

from keras import ops

from stawm_keras.types import Tensor


class Weights(NamedTuple):
    """A matrix and, for the gradients, its transpose.

    Attributes:
        matrix: Tensor `(F, G)`.
        transpose: Tensor `(G, F)`.
    """

    matrix: Tensor
    transpose: Tensor


def weights_for_many(matrix: Tensor) -> Weights:
    """`Weights` of a matrix that many products will use."""
    # As an einsum, which TensorFlow does not fold back into the products.
    return Weights(matrix, ops.stop_gradient(ops.einsum("ij->ji", matrix)))


def product(inputs: Tensor, weights: Weights) -> Tensor:
    """`inputs @ weights.matrix`, for inputs `(B, F)`.

    The gradient of the inputs is a product with the transpose. TensorFlow would have the product
    transpose its operand instead, which takes it twice the time for the wide matrices of an LSTM.
    """
    return _product(inputs, *weights)


@ops.custom_gradient
def _product(inputs, matrix, transpose):
    def gradient(*args, upstream=None):
        if upstream is None:
            (upstream,) = args
        return (
            ops.matmul(upstream, transpose),
            ops.matmul(ops.transpose(inputs), upstream),
            ops.zeros_like(transpose),
        )

    return ops.matmul(inputs, matrix), gradient
