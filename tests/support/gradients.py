"""Gradients on whichever backend runs."""

import keras
import numpy as np
from keras import ops


def gradients(function, tensors=(), variables=()):
    """Gradients of a scalar function of tensors, with respect to them and to Keras variables."""
    tensors = [ops.convert_to_tensor(tensor, "float32") for tensor in tensors]
    if keras.backend.backend() == "tensorflow":
        import tensorflow as tf

        with tf.GradientTape() as tape:
            for tensor in tensors:
                tape.watch(tensor)
            result = function(*tensors)
        found = tape.gradient(result, [*tensors, *(v.value for v in variables)])
    else:
        import jax

        def pure(tensors, values):
            with keras.StatelessScope(state_mapping=list(zip(variables, values, strict=True))):
                return function(*tensors)

        tensor_part, variable_part = jax.grad(pure, argnums=(0, 1))(
            tensors, [v.value for v in variables]
        )
        found = [*tensor_part, *variable_part]
    return [np.zeros(()) if g is None else ops.convert_to_numpy(g) for g in found]
