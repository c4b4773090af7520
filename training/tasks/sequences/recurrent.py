"""A memory as a recurrent network."""

import keras

from training.tasks.memories import build_memory

# Those that have a layer for what they are given; others keep it as it is, as wide as they are.
OF_ANY_WIDTH = ("fast_weights", "ntm", "dnc", "stack")


def recurrent(values, inputs, answers, every_step=True):
    """The network of a recipe's `Recurrent`: a memory between two dense layers.

    Args:
        values: The `Recurrent`.
        inputs: How many numbers a step gives.
        answers: How many numbers a step answers with, logits.
        every_step: Whether every step answers, or the last one alone.

    Returns:
        Keras model from `(B, T, inputs)` to `(B, T, answers)`, or `(B, answers)`.
    """
    given = keras.Input((None, inputs), name="sequence")
    read = remembered(values.memory, given, every_step)
    logits = keras.layers.Dense(answers, dtype="float32", name="logits")(read)
    return keras.Model(given, logits)


def remembered(values, given, every_step=True):
    """What a memory makes of a sequence, step by step or at its end.

    A memory with a layer for what it is given needs none before it.

    Args:
        values: The `Memory`.
        given: Tensor `(B, T, F)`.
        every_step: Whether every step is returned, or the last one alone.
    """
    if values.memory not in OF_ANY_WIDTH:
        given = keras.layers.Dense(values.memory_units, name="entry")(given)
    rnn = keras.layers.RNN(
        build_memory(values), return_sequences=every_step, dtype="float32", name="rnn"
    )
    return rnn(given)
