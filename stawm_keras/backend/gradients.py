"""Gradients as tensors."""

import keras

from stawm_keras.types import Tensor


def dense(gradient: Tensor | None) -> Tensor | None:
    """A gradient with a value for each element of its weight; `None` stays `None`.

    TensorFlow's gradient of an embedding is a list of rows, in which a row that was looked up
    several times comes several times. Norms and squares are those of their sum.
    """
    if keras.backend.backend() == "tensorflow" and gradient is not None:
        import tensorflow as tf

        return tf.convert_to_tensor(gradient)
    return gradient
