"""Where the heads of a memory are, as arrays and as pictures."""

import keras
import numpy as np
import pytest

from stawm_keras import layers
from stawm_keras.visualisation import plot_addressing
from stawm_keras.visualisation import trace_addressing
from stawm_keras.visualisation.pixels import rasterise


def model_around(cell):
    inputs = keras.Input((None, 3))
    return keras.Model(inputs, keras.layers.RNN(cell, return_sequences=True)(inputs))


@pytest.mark.parametrize("no_op", [False, True])
def test_heads_of_an_ntm_are_where_it_reads(no_op):
    cell = layers.NTMCell(4, slots=5, width=3, heads=2, no_op=no_op)
    model = model_around(cell)
    sequences = np.random.default_rng(0).normal(size=(2, 6, 3)).astype("float32")
    found = trace_addressing(model, sequences)
    assert found["read"].shape == (2, 6, 2, 5 + no_op)
    assert found["write"].shape == (2, 6, 1, 5 + no_op)
    for weights in found.values():
        np.testing.assert_allclose(weights.sum(axis=-1), 1, rtol=1e-5)
    # At the first step all that can be read is what the memory starts with.
    read = model.predict(sequences, verbose=0)[:, 0, 4:].reshape(2, 2, 3)
    expected = 1e-6 * found["read"][:, 0, :, :5].sum(axis=-1, keepdims=True)
    np.testing.assert_allclose(read, np.broadcast_to(expected, read.shape), rtol=1e-4)


def test_slots_of_a_dnc_are_taken_in_turn():
    cell = layers.DNCCell(4, slots=3, width=2, heads=1)
    model = model_around(cell)
    kernel, bias = cell.interface.get_weights()
    told = {name: 0.0 for name in cell.interface.parts} | {"allocate": 20.0, "write": 20.0}
    told["free"] = -20.0
    ends = np.split(np.zeros_like(bias), cell.interface.ends)
    by_hand = [part + told[name] for name, part in zip(cell.interface.parts, ends, strict=True)]
    cell.interface.set_weights([0 * kernel, np.concatenate(by_hand)])
    found = trace_addressing(model, np.zeros((1, 3, 3)))
    np.testing.assert_allclose(found["write"][0, :, 0], np.eye(3), atol=1e-3)
    np.testing.assert_allclose(found["usage"][0, :, 0], np.tri(3, k=-1), atol=1e-3)
    np.testing.assert_allclose(found["allocation"], found["write"], atol=1e-3)


def test_other_memories_have_none():
    with pytest.raises(ValueError, match="a memory whose heads find slots"):
        trace_addressing(model_around(layers.FastWeightsCell(4)), np.zeros((1, 2, 3)))


def test_a_step_is_a_column_and_a_slot_a_row():
    weights = np.zeros((4, 1, 3))
    dark = rasterise(plot_addressing(np.zeros((4, 2)), {"write": weights}))
    weights[3, 0, 0] = 1
    bright = rasterise(plot_addressing(np.zeros((4, 2)), {"write": weights}))
    rows, columns = np.nonzero((dark != bright).any(axis=-1))
    panel = np.nonzero((dark.reshape(-1, 3) == dark[rows[0], columns[0]]).all(axis=-1))[0]
    right = (panel % dark.shape[1]).max()
    assert abs(columns.max() - right) <= 2  # The last step of all, in the upper part of a panel.
    assert rows.mean() > dark.shape[0] / 2


def test_steps_must_agree():
    with pytest.raises(ValueError, match="as many steps. Received: {'given': 4, 'write': 3}"):
        plot_addressing(np.zeros((4, 2)), {"write": np.zeros((3, 1, 5))})
