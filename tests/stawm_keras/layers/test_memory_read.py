import numpy as np
from keras import ops
from reference import hebb_rosenblatt
from reference import relu6

from stawm_keras.layers import HebbRosenblattCell
from stawm_keras.layers import MemoryRead

BATCH, STEPS, UNITS, QUERIES = 3, 7, 5, 4
RATES = {"eta": 0.5, "delta": 0.3, "theta": 0.4}


def written(scale=1.0):
    """A memory of traces, and what was written into it."""
    cell = HebbRosenblattCell(UNITS, **RATES, scale=scale)
    cell.build((None, UNITS))
    keys = np.random.default_rng(1).uniform(0, 1.5, (BATCH, STEPS, UNITS)).astype("float32")
    traces = cell.start_traces(BATCH)
    for step in range(STEPS):
        traces = cell.write_trace(traces, keys[:, step])
    memory = traces._asdict()
    memory["retention"] = ops.broadcast_to(memory["retention"], (BATCH, 1))
    return memory, keys


def queries():
    return np.random.default_rng(2).uniform(0, 0.5, (BATCH, QUERIES, UNITS)).astype("float32")


def read(every_step, memory, query):
    return ops.convert_to_numpy(MemoryRead(every_step=every_step)(memory, query))


def test_every_step_equals_a_numpy_loop():
    for scale in (1.0, 0.2):
        memory, keys = written(scale)
        found = read(True, memory, queries())
        assert found.shape == (BATCH, QUERIES, STEPS, UNITS)
        for q in range(QUERIES):
            asked = np.repeat(queries()[:, q, None], STEPS, axis=1)
            expected, _ = hebb_rosenblatt(keys, asked, **RATES, scale=scale)
            np.testing.assert_allclose(found[:, q], expected, rtol=1e-5, atol=1e-5)


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
    memory["keys"] = memory["keys"] * np.array([0, 1, 1, 1, 1], "float32")
    assert read(False, memory, relu6(10 * queries()))[..., 0].max() == 0
