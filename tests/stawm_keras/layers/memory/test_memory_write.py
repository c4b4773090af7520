import keras
import numpy as np
import pytest

from stawm_keras import layers

UNITS, STEPS = 4, 5
WRITTEN = np.random.default_rng(0).uniform(0, 1, (3, STEPS, UNITS)).astype("float32")
QUERY = np.random.default_rng(1).uniform(0, 1, (3, UNITS)).astype("float32")
MEMORIES = {
    "traces": lambda: layers.HebbRosenblattCell(UNITS),
    "matrix": lambda: layers.OuterProductCell(UNITS, rule="delta"),
    "slots": lambda: layers.HopfieldMemory(UNITS, slots=3),
}
memories = pytest.mark.parametrize("make", MEMORIES.values(), ids=MEMORIES)


@memories
def test_a_functional_model_reads_what_an_rnn_holds(make):
    memory = make()
    sequence, query = keras.Input((STEPS, UNITS)), keras.Input((UNITS,))
    read = layers.MemoryRead()(layers.MemoryWrite(memory)(sequence), query)
    model = keras.Model([sequence, query], read)
    _, *states = keras.layers.RNN(memory, return_state=True)(WRITTEN)
    expected = keras.ops.convert_to_numpy(memory.read(states, QUERY))
    found = keras.ops.convert_to_numpy(model([WRITTEN, QUERY], training=False))
    np.testing.assert_allclose(found, expected, rtol=1e-5, atol=1e-6)


@memories
def test_every_step_ends_with_the_last(make):
    memory = make()
    last = layers.MemoryRead()(layers.MemoryWrite(memory)(WRITTEN), QUERY)
    every = layers.MemoryRead(every_step=True)(
        layers.MemoryWrite(memory, every_step=True)(WRITTEN), QUERY
    )
    assert every.shape == (3, STEPS, UNITS)
    np.testing.assert_allclose(every[:, -1], last, rtol=1e-5, atol=1e-6)


def test_takes_memories_alone():
    with pytest.raises(ValueError, match="`memory` must be a memory of .* a method"):
        layers.MemoryWrite(keras.layers.LSTMCell(3))


def test_has_to_know_how_much_is_written():
    with pytest.raises(ValueError, match="must know how much is written: name the number of steps"):
        layers.MemoryWrite(layers.MeanMemory(UNITS))(keras.Input((None, UNITS)))
