"""Functions compiled as the backend in use compiles them, with their gradients."""

import time

import keras
import numpy as np
from keras import ops


def compiled(function):
    """`function` of arrays as one graph."""
    if keras.backend.backend() == "tensorflow":
        import tensorflow as tf

        return tf.function(function)
    return _jax().jit(function)


def with_gradients(function):
    """Compiles the gradients, with respect to every argument, of the sum of a function's result."""

    def total(*tensors):
        return ops.sum(ops.cast(function(*tensors), "float32"))

    if keras.backend.backend() == "tensorflow":
        import tensorflow as tf

        def tape_gradients(*tensors):
            with tf.GradientTape() as tape:
                tape.watch(tensors)
                result = total(*tensors)
            return tape.gradient(result, tensors)

        return tf.function(tape_gradients)
    jax = _jax()

    def gradients(*tensors):
        return jax.grad(total, argnums=tuple(range(len(tensors))))(*tensors)

    return jax.jit(gradients)


def _jax():
    if keras.backend.backend() != "jax":
        raise ValueError(
            "Benchmarks run on TensorFlow and on JAX: set KERAS_BACKEND to one of them. "
            f"Received: {keras.backend.backend()!r}"
        )
    import jax

    return jax


def layer_gradients(layer, *inputs):
    """Compiles the gradients of a layer's outputs, with respect to its weights and its inputs.

    Returns:
        A function without arguments.
    """
    if not layer.built:
        layer(*inputs)
    weights = [variable.value for variable in layer.trainable_variables]
    rest = [variable.value for variable in layer.non_trainable_variables]
    count = len(inputs)

    def function(*tensors):
        outputs, _ = layer.stateless_call(list(tensors[count:]), rest, *tensors[:count])
        return sum(ops.sum(ops.cast(part, "float32")) for part in keras.tree.flatten(outputs))

    gradients = with_gradients(function)
    tensors = [ops.convert_to_tensor(value) for value in (*inputs, *weights)]
    return lambda: gradients(*tensors)


def finish(result):
    """Waits until a result is there."""
    for tensor in keras.tree.flatten(result):
        if tensor is not None:
            np.asarray(ops.reshape(tensor, (-1,))[:1])


def seconds(function, *arguments, rounds=5, at_least=0.2):
    """Seconds a call takes, once a round, each round as many calls as fill `at_least` seconds."""
    finish(function(*arguments))
    start = time.perf_counter()
    finish(function(*arguments))
    calls = max(1, int(at_least / (time.perf_counter() - start)))
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        for _ in range(calls):
            result = function(*arguments)
        finish(result)
        times.append((time.perf_counter() - start) / calls)
    return times
