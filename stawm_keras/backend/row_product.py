"""The product of a row with a matrix, for each of a batch."""

import keras
from keras import ops

from stawm_keras.types import Tensor


def row_product(rows: Tensor, matrices: Tensor, transpose: bool = False) -> Tensor:
    """`rows @ matrices`, or `rows @ matrices^T` with `transpose`: `(B, 1, n)`.

    On CPUs TensorFlow leaves its usual product to oneDNN, which takes up to eight times as long for
    single rows as TensorFlow's own kernel, to which this operation still goes.

    Args:
        rows: Tensor `(B, 1, m)`.
        matrices: Tensor `(B, m, n)`, or `(B, n, m)` with `transpose`.
    """
    if keras.backend.backend() == "tensorflow":
        import tensorflow as tf

        return tf.raw_ops.BatchMatMulV3(x=rows, y=matrices, Tout=rows.dtype, adj_y=transpose)
    return ops.matmul(rows, ops.swapaxes(matrices, 1, 2) if transpose else matrices)
