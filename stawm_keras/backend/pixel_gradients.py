"""Gradients with respect to what a model is given."""

import keras


def compiled_gradient(function):
    """The gradient of a function, compiled, with respect to its first argument.

    Args:
        function: From arrays to a scalar; Keras models in it keep their state.

    Returns:
        Function of the same arrays, to a tensor of the first one's shape.

    Raises:
        ValueError: It is not known how to do that on the backend.
    """
    backend = keras.backend.backend()

    def pure(*arrays):
        with keras.StatelessScope():
            return function(*arrays)

    if backend == "tensorflow":
        import tensorflow as tf

        @tf.function
        def gradient(first, *others):
            with tf.GradientTape() as tape:
                tape.watch(first)
                value = pure(first, *others)
            return tape.gradient(value, first, unconnected_gradients="zero")

        def of_arrays(*arrays):
            tensors = [tf.convert_to_tensor(array) for array in arrays]
            # Traced once for each shape, without a warning that there are several.
            return gradient.get_concrete_function(*tensors)(*tensors)

        return of_arrays
    if backend == "jax":
        import jax

        return jax.jit(jax.grad(pure))
    raise ValueError(
        f"Gradients to pixels are not known on the backend '{backend}': set KERAS_BACKEND to "
        "tensorflow or jax."
    )
