import keras
import numpy as np
import pytest
from by_hand import repeats_its_input
from by_hand import says
from keras import ops

from stawm_keras.layers import NTMCell

BITS = 3
WRITE, READ = BITS, BITS + 1  # The inputs that say what to do.
FLAGS = BITS + 2
ON, STAY, BACK = (-20.0, 0.0, 20.0), (-20.0, 0.0, -20.0), (20.0, 0.0, -20.0)


def told_by_flags(**options):
    cell = NTMCell(FLAGS, slots=8, width=BITS, **options)
    cell.build((None, FLAGS))
    repeats_its_input(cell.controller, FLAGS)
    return cell


def test_copies_by_place():
    """Both heads start at one slot; each goes on by one where its flag is up."""
    cell = told_by_flags()
    shifts = np.zeros((FLAGS, 2, 3))
    shifts[READ, 0] = shifts[WRITE, 1] = np.subtract(ON, STAY)
    erase, add = np.zeros((FLAGS, BITS)), 20 * np.eye(FLAGS, BITS)
    erase[WRITE] = 40
    by_place = {"gate": -20, "power": 20, "shifts": STAY, "erase": -20}
    says(cell.interface, by_place, shifts=shifts, erase=erase, add=add)

    words = np.random.default_rng(0).choice([-1.0, 1.0], size=(4, 7, BITS))
    inputs = np.zeros((4, 14, FLAGS), "float32")
    inputs[:, :7, :BITS], inputs[:, :7, WRITE], inputs[:, 7:, READ] = words, 1, 1
    outputs = keras.layers.RNN(cell, return_sequences=True)(inputs)
    read = ops.convert_to_numpy(outputs)[..., FLAGS:]
    np.testing.assert_allclose(read[:, 7:], words, atol=1e-4)


def test_finds_by_content():
    """The read head's key is what is given: of what is like it, all is read."""
    cell = told_by_flags()
    key = np.zeros((FLAGS, 2, BITS))
    key[:BITS, 0] = 20 * np.eye(BITS)
    says(cell.interface, {"gate": 20, "strength": 20, "power": 20, "shifts": STAY}, key=key)
    words = np.random.default_rng(0).normal(size=(8, BITS))
    words[5] = [2, -3, 2]
    states = cell.get_initial_state(1)
    states[2] = words.reshape(1, -1).astype("float32")
    given = np.array([[1, -1, 1, 0, 0]], "float32")
    output, _ = cell(given, states)
    np.testing.assert_allclose(output[0, FLAGS:], words[5], atol=1e-4)


def test_in_the_place_of_no_op_nothing_is_read_and_nothing_written():
    cell = told_by_flags(no_op=True)
    cell.no_op_row.assign([[5, 5, 5]])
    stays = {"gate": 20, "strength": 20, "power": 20, "shifts": STAY, "key": 20, "add": 20}
    says(cell.interface, stays)
    states = cell.get_initial_state(1)
    words = -np.ones((1, 8 * BITS), "float32")
    states[2] = words
    output, (_, _, after, _) = cell(np.ones((1, FLAGS), "float32"), states)
    np.testing.assert_allclose(output[0, FLAGS:], 0, atol=1e-5)
    np.testing.assert_allclose(after, words, atol=1e-5)


def test_addresses_are_found_and_read_with_what_is_there():
    cell = told_by_flags(address_width=2)
    addresses = np.zeros((8, 2))
    addresses[6] = [1, -1]
    cell.addresses.assign(addresses)
    key = np.array([0, 0, 0, 20, -20])
    says(cell.interface, {"gate": 20, "strength": 20, "power": 20, "shifts": STAY, "key": key})
    states = cell.get_initial_state(1)
    output, _ = cell(np.zeros((1, FLAGS), "float32"), states)
    np.testing.assert_allclose(output[0, FLAGS:], [0, 0, 0, 1, -1], atol=1e-3)
    words = ops.convert_to_numpy(cell.slots(states).words)
    np.testing.assert_allclose(words[0, :, BITS:], addresses)


@pytest.mark.parametrize(("average", "place"), [(0, 2), (5, 4)])
def test_a_head_avoids_where_it_was(average, place):
    """Of two slots that are like the key it takes the other one."""
    cell = told_by_flags(usage=True)
    by_content = {"gate": 20, "strength": 20, "power": 20, "shifts": STAY, "avoid": 20}
    says(cell.interface, {**by_content, "key": 20})
    words, averages = np.zeros((8, BITS), "float32"), np.zeros((2, 8), "float32")
    words[2], words[4] = 1.0, [1.0, 1.0, 0.8]
    averages[:, 2] = average
    states = cell.get_initial_state(1)
    states[2], states[4] = words.reshape(1, -1), averages.reshape(1, -1)
    output, _ = cell(np.zeros((1, FLAGS), "float32"), states)
    np.testing.assert_allclose(output[0, FLAGS:], words[place], atol=0.05)


@pytest.mark.parametrize(
    "given", [{"units": 0}, {"slots": 0}, {"width": 0}, {"heads": 0}, {"address_width": -1}]
)
def test_bad_arguments(given):
    (name,) = given
    with pytest.raises(ValueError, match=f"`{name}` must be a positive integer.*{name}="):
        NTMCell(**{"units": 3, **given})
