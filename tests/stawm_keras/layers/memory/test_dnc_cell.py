import keras
import numpy as np
import pytest
from by_hand import repeats_its_input
from by_hand import says
from keras import ops

from stawm_keras.layers import DNCCell

BITS = 4
WRITE, SEEK, GO_ON, GO_BACK, FREE = range(BITS, BITS + 5)  # The inputs that say what to do.
FLAGS = BITS + 5


def told_by_flags(slots=8):
    """Writes words to where nothing is, finds them by content, and goes on and back from there."""
    cell = DNCCell(FLAGS, slots=slots, width=BITS, heads=1)
    cell.build((None, FLAGS))
    repeats_its_input(cell.controller, FLAGS)
    word, modes = np.eye(FLAGS, BITS), np.zeros((FLAGS, 1, 3))
    modes[GO_BACK, 0, 0] = modes[SEEK, 0, 1] = modes[GO_ON, 0, 2] = 20
    raised = 40 * np.eye(FLAGS)
    says(
        cell.interface,
        {"write": -20, "free": -20, "allocate": 20, "erase": 20, "read_strength": 20},
        add=word,
        read_key=20 * word,
        modes=modes,
        write=raised[WRITE],
        free=raised[FREE],
    )
    return cell


def inputs_of(steps):
    """Inputs `(1, N, FLAGS)` of steps, each a word or `None`, and the flags that are up."""
    inputs = np.zeros((1, len(steps), FLAGS), "float32")
    for place, (word, *flags) in enumerate(steps):
        inputs[0, place, :BITS] = 0 if word is None else word
        inputs[0, place, flags] = 1
    return inputs


def read_of(cell, steps):
    outputs, *states = keras.layers.RNN(cell, return_sequences=True, return_state=True)(
        inputs_of(steps)
    )
    return ops.convert_to_numpy(outputs)[0, :, FLAGS:], states


WORDS = np.array(
    [[1, 1, 1, 1], [1, -1, 1, -1], [1, 1, -1, -1], [1, -1, -1, 1], [-1, -1, -1, 1], [-1, 1, -1, -1]]
)


def test_recalls_in_order():
    """From a word that is found by content on in the order of writing, and back again."""
    written = [(word, WRITE) for word in WORDS]
    on, back = 3 * [(None, GO_ON)], 4 * [(None, GO_BACK)]
    read, _ = read_of(told_by_flags(), [*written, (WORDS[1], SEEK), *on, *back])
    np.testing.assert_allclose(read[6:], WORDS[[1, 2, 3, 4, 3, 2, 1, 0]], atol=1e-3)


def test_writes_to_where_nothing_is_and_again_to_what_was_freed():
    written = [(word, WRITE) for word in WORDS[:4]]
    cell = told_by_flags(slots=4)
    _, states = read_of(cell, written)
    words = ops.convert_to_numpy(cell.slots(states).words)[0]
    np.testing.assert_allclose(words, WORDS[:4], atol=1e-3)
    # What was read is freed a step later, and is where the next word goes.
    again = [*written, (WORDS[2], SEEK), (WORDS[5], WRITE, FREE)]
    _, states = read_of(cell, again)
    words = ops.convert_to_numpy(cell.slots(states).words)[0]
    np.testing.assert_allclose(words, WORDS[[0, 1, 5, 3]], atol=1e-3)


@pytest.mark.parametrize("given", [{"units": 0}, {"slots": 0}, {"width": 0}, {"heads": 0}])
def test_bad_arguments(given):
    (name,) = given
    with pytest.raises(ValueError, match=f"`{name}` must be a positive integer.*{name}="):
        DNCCell(**{"units": 3, **given})
