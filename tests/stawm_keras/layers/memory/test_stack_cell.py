import keras
import numpy as np
import pytest

from stawm_keras.layers import StackCell

DEPTH = 16


def counter():
    """A stack that counts: pushes at the first letter, pops at the second, else stays as it is.

    Its hidden units say which of the two letters came, and whether the stack was empty.
    """
    cell = StackCell(3, stacks=1, depth=DEPTH, seen=1, no_op=True)
    cell.build((None, 3))
    cell.of_input.kernel.assign([[40, 0, 0], [0, 40, 0], [0, 0, 0]])
    cell.of_input.bias.assign([-20, -20, 0])
    cell.of_hidden.kernel.assign(np.zeros((3, 3)))
    cell.of_stacks.kernel.assign([[0, 0, -20]])
    cell.act.kernel.assign([[40, 0, 0], [0, 40, 0], [0, 0, 0]])
    cell.act.bias.assign([-20, -20, 0])
    cell.push.kernel.assign(np.zeros((3, 1)))
    cell.push.bias.assign([20])
    return cell


def test_counts_exactly():
    """Letters in any order, as long as the stack is deep enough, against a number that counts."""
    rng = np.random.default_rng(0)
    up_and_down = [0] * DEPTH + [1] * DEPTH + [2]  # a^n b^n, and what comes then.
    at_random = rng.integers(0, 3, size=(3, len(up_and_down)))
    letters = np.concatenate([[up_and_down], at_random])
    inputs = np.eye(3, dtype="float32")[letters]
    hidden, _, stack = keras.layers.RNN(counter(), return_sequences=True, return_state=True)(inputs)
    for sample, of_letters in enumerate(letters):
        count = 0
        for step, letter in enumerate(of_letters):
            empty = float(hidden[sample, step, 2])
            assert empty == pytest.approx(float(count == 0), abs=1e-5), (sample, step)
            count = max(0, count + (1, -1, 0)[letter])
            assert count <= DEPTH
        height = np.sum(np.asarray(stack[sample]) / 2)
        assert height == pytest.approx(count, abs=1e-4)


def test_pops_what_was_pushed_last():
    """Numbers, in the reverse order: what is pushed is a sigmoid of the hidden state."""
    cell = StackCell(2, stacks=1, depth=4, seen=1)
    cell.build((None, 2))
    cell.of_input.kernel.assign([[1, 0], [0, 40]])
    cell.of_input.bias.assign([0, -20])
    cell.of_hidden.kernel.assign(np.zeros((2, 2)))
    cell.of_stacks.kernel.assign(np.zeros((1, 2)))
    cell.act.kernel.assign([[0, 0], [40, 0]])
    cell.act.bias.assign([-20, 0])
    cell.push.kernel.assign([[1], [0]])
    cell.push.bias.assign([0])
    numbers = np.array([0.5, -1, 2], "float32")
    pushes = np.stack([numbers, np.ones(3)], axis=1)
    pops = np.zeros((2, 2))
    rnn = keras.layers.RNN(cell, return_state=True)
    for count in range(3):
        inputs = np.concatenate([pushes, pops[:count]])[None].astype("float32")
        top = np.asarray(rnn(inputs)[2])[0, 0] - 1
        pushed = 1 / (1 + np.exp(-1 / (1 + np.exp(-numbers[2 - count]))))
        assert top == pytest.approx(pushed, abs=1e-5)


@pytest.mark.parametrize("given", [{"units": 0}, {"stacks": 0}, {"depth": 0}, {"seen": 17}])
def test_bad_arguments(given):
    (name,) = given
    with pytest.raises(ValueError, match=f"`{name}` must be .*Received: {name}="):
        StackCell(**{"units": 3, **given})
