import keras
import numpy as np
import pytest
from keras import ops

from stawm_keras.layers import HopfieldMemory
from stawm_keras.layers import MemoryRead


def test_recalls_1024_patterns():
    patterns = np.random.default_rng(0).normal(size=(1, 1024, 64))
    patterns = (patterns / np.linalg.norm(patterns, axis=-1, keepdims=True)).astype("float32")
    written = HopfieldMemory(64, slots=1024, beta=64.0).write(patterns)
    found = ops.convert_to_numpy(MemoryRead()(written, patterns))
    assert np.square(found - patterns).sum(axis=-1).max() < 1e-6


def test_a_query_of_its_own_reads_what_was_written():
    rng = np.random.default_rng(1)
    words, queries = rng.normal(size=(2, 2, 5, 4)).astype("float32")
    cell = HopfieldMemory(4, slots=3)
    both = keras.layers.RNN(cell, return_sequences=True)(np.concatenate([words, queries], axis=-1))
    written = cell.write(words, every_step=True)
    for step in range(5):
        read = MemoryRead(every_step=True)(written, queries[:, step])[:, step]
        np.testing.assert_allclose(both[:, step], read, rtol=1e-5, atol=1e-6)


def test_the_oldest_word_makes_room():
    words = np.eye(4, dtype="float32")[None]
    written = HopfieldMemory(4, slots=3, beta=100.0).write(words)
    assert ops.convert_to_numpy(written["words"])[0].tolist() == words[0, [3, 1, 2]].tolist()


@pytest.mark.parametrize("given", [{"units": 0}, {"slots": 0}, {"beta": 0}, {"beta": "high"}])
def test_bad_arguments(given):
    (name,) = given
    with pytest.raises(ValueError, match=f"`{name}` must be .*Received: {name}="):
        HopfieldMemory(**{"units": 3, **given})


def test_input_of_another_width():
    with pytest.raises(ValueError, match="keras.layers.Dense.*Received: input of shape"):
        HopfieldMemory(3).build((None, 4))
