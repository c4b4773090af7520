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


def check_gradients(function, exact, arrays, atol=2e-4):
    """Holds the gradients of a function of arrays to central differences of its definition.

    Both return what is seen; the slopes are those of a weighted sum of it.
    """
    arrays = [np.asarray(array, "float64") for array in arrays]
    weights = np.random.default_rng(5).uniform(-1, 1, exact(*arrays).shape)
    found = gradients(
        lambda *tensors: ops.sum(function(*tensors) * weights.astype("float32")), arrays
    )
    step = 1e-5
    for number, gradient in enumerate(found):
        slopes = np.zeros(arrays[number].shape)
        for index in np.ndindex(slopes.shape):
            moved = []
            for sign in (1, -1):
                others = [array.copy() for array in arrays]
                others[number][index] += sign * step
                moved.append(np.sum(exact(*others) * weights))
            slopes[index] = (moved[0] - moved[1]) / (2 * step)
        assert np.abs(slopes).max() > 100 * atol, number
        np.testing.assert_allclose(gradient, slopes, atol=atol, err_msg=f"array {number}")
