"""Writing a sequence step by step, into a memory whose rule allows no more."""

import keras
from keras import ops

# Steps up to which a graph has each of them; a loop takes longer for every one.
UNROLLED = 32


def after_every_step(cell, inputs):
    """The states of a cell, empty before, after every step of inputs `(B, N, F)`: N lists."""
    states, held = cell.get_initial_state(ops.shape(inputs)[0]), []
    for entry in ops.unstack(ops.cast(inputs, "float32"), inputs.shape[1], axis=1):
        _, states = cell.call(entry, states)
        held.append(states)
    return held


def after_all_steps(cell, inputs):
    """The states of a cell, empty before, after inputs `(B, N, F)`."""
    if inputs.shape[1] <= UNROLLED:
        return after_every_step(cell, inputs)[-1]
    _, *states = keras.layers.RNN(cell, return_state=True, dtype="float32")(inputs)
    return states
