"""Whether tensors have values."""

import keras

from stawm_keras.types import Tensor


def has_values(tensor: Tensor) -> bool:
    """Whether a tensor or an array has values: it has none while a backend traces a function."""
    if isinstance(tensor, keras.KerasTensor):
        return False
    if keras.backend.backend() == "jax":
        import jax

        return not isinstance(tensor, jax.core.Tracer)
    if keras.backend.backend() == "tensorflow":
        import tensorflow as tf

        return tf.executing_eagerly()
    return True
