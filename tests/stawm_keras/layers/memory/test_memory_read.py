import keras
import numpy as np
import pytest
from gradients import gradients
from keras import ops
from reference import hebb_rosenblatt
from reference import relu6

from stawm_keras.layers import HebbRosenblattCell
from stawm_keras.layers import MemoryRead
from stawm_keras.ops.hebb_rosenblatt import CHUNK

BATCH, STEPS, UNITS, QUERIES = 3, 7, 5, 4
SEVERAL_CHUNKS = 2 * CHUNK + 5
RATES = {"eta": 0.5, "delta": 0.3, "theta": 0.4}


def written(scale=1.0, steps=STEPS):
    """A memory of traces, and what was written into it."""
    cell = HebbRosenblattCell(UNITS, **RATES, scale=scale)
    cell.build((None, UNITS))
    values = np.random.default_rng(1).uniform(0, 1.5, (BATCH, steps, UNITS)).astype("float32")
    return cell.write(ops.convert_to_tensor(values)), values


def queries():
    return np.random.default_rng(2).uniform(0, 0.5, (BATCH, QUERIES, UNITS)).astype("float32")


def read(every_step, memory, query):
    return ops.convert_to_numpy(MemoryRead(every_step=every_step)(memory, query))


@pytest.mark.parametrize("steps", [1, STEPS, SEVERAL_CHUNKS])
def test_every_step_equals_a_numpy_loop(steps):
    for scale in (1.0, 0.2):
        memory, values = written(scale, steps)
        found = read(True, memory, queries())
        assert found.shape == (BATCH, QUERIES, steps, UNITS)
        for q in range(QUERIES):
            asked = np.repeat(queries()[:, q, None], steps, axis=1)
            expected, _ = hebb_rosenblatt(values, asked, **RATES, scale=scale)
            np.testing.assert_allclose(found[:, q], expected, rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("steps", [STEPS, SEVERAL_CHUNKS])
def test_writing_and_reading_pass_on_the_gradients_of_the_dense_definition(steps):
    keys = np.random.default_rng(1).uniform(0, 1.5, (BATCH, steps, UNITS)).astype("float32")
    query = queries()[:, :1]
    weights = np.random.default_rng(3).normal(size=(BATCH, steps, UNITS)).astype("float32")

    def of_traces(cell, keys, query):
        return ops.sum(MemoryRead(every_step=True)(cell.write(keys), query)[:, 0] * weights)

    def of_dense(cell, keys, query):
        inputs = ops.concatenate([keys, ops.broadcast_to(query, keys.shape)], axis=-1)
        return ops.sum(keras.layers.RNN(cell, return_sequences=True)(inputs) * weights)

    def found(loss, form):
        cell = HebbRosenblattCell(UNITS, **RATES, scale=0.2, form=form)
        cell.build((None, UNITS))
        rates = [cell.eta, cell.delta, cell.theta]
        return gradients(lambda *tensors: loss(cell, *tensors), (keys, query), rates)

    for dense, traces in zip(found(of_dense, "dense"), found(of_traces, "traces"), strict=True):
        assert np.abs(dense).max() > 1e-3
        np.testing.assert_allclose(traces, dense, rtol=1e-5, atol=1e-5 * np.abs(dense).max())


def test_last_step_is_the_last_of_every_step():
    memory, _ = written()
    every, last = read(True, memory, queries()), read(False, memory, queries())
    np.testing.assert_allclose(last, every[:, :, -1], rtol=1e-6)


def test_one_query_is_several_of_one():
    memory, _ = written()
    several = read(False, memory, queries())
    np.testing.assert_allclose(read(False, memory, queries()[:, 2]), several[:, 2], rtol=1e-6)


def test_reading_has_no_theta_term():
    """What was never written is not recalled: the memory is not the identity."""
    memory, _ = written()
    memory["values"] = memory["values"] * np.array([0, 1, 1, 1, 1], "float32")
    assert read(False, memory, relu6(10 * queries()))[..., 0].max() == 0


def test_a_matrix_is_read_by_its_product():
    rng = np.random.default_rng(4)
    weights, query = rng.normal(size=(BATCH, STEPS, 4, UNITS)).astype("float32"), queries()
    every = read(True, {"weights": weights}, query)
    expected = np.einsum("btvm,bqm->bqtv", weights, query)
    np.testing.assert_allclose(every, expected, rtol=1e-5, atol=1e-6)
    for memory in ({"weights": weights}, {"weights": weights[:, -1]}):
        np.testing.assert_allclose(
            read(False, memory, query), expected[:, :, -1], rtol=1e-5, atol=1e-6
        )


def test_slots_are_read_by_a_softmax_over_those_that_are_filled():
    rng = np.random.default_rng(4)
    words, query = rng.normal(size=(BATCH, STEPS, 3, UNITS)).astype("float32"), queries()
    filled = np.tile((np.arange(3) < np.arange(STEPS)[:, None]), (BATCH, 1, 1))
    strength = rng.uniform(1, 2, size=(BATCH, STEPS, 1)).astype("float32")
    memory = {"words": words, "strength": strength, "filled": filled.astype("float32")}
    scores = strength[:, None] * np.einsum("btsm,bqm->bqts", words, query)
    weights = np.exp(scores) * filled[:, None]
    weights = weights / np.maximum(weights.sum(axis=-1, keepdims=True), 1e-30)
    expected = np.einsum("bqts,btsm->bqtm", weights, words)
    np.testing.assert_allclose(read(True, memory, query), expected, rtol=1e-4, atol=1e-6)
    assert np.all(read(True, memory, query)[:, :, 0] == 0)  # Nothing was written yet.


def test_of_the_last_state_alone_no_other_step_is_read():
    with pytest.raises(ValueError, match="Only the last state.*Matrix was written"):
        read(True, {"weights": np.ones((BATCH, UNITS, UNITS), "float32")}, queries())


def test_a_memory_of_no_kind():
    with pytest.raises(ValueError, match=r"Traces: keys, values, retention;.*\['keys', 'words'\]"):
        read(False, {"keys": queries(), "words": queries()}, queries())
