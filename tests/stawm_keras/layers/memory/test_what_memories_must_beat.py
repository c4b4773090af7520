import keras
import numpy as np
import pytest
from keras import ops

from stawm_keras.layers import LSTMMemory
from stawm_keras.layers import MeanMemory
from stawm_keras.layers import MemoryRead

both = pytest.mark.parametrize("memory", [LSTMMemory, MeanMemory])


@both
def test_a_query_changes_nothing(memory):
    rng = np.random.default_rng(0)
    entries, queries = rng.normal(size=(2, 2, 5, 3)).astype("float32")
    cell = memory(3)
    alone = keras.layers.RNN(cell)(entries)
    asked = keras.layers.RNN(cell)(np.concatenate([entries, queries], axis=-1))
    np.testing.assert_array_equal(asked, alone)
    read = MemoryRead()(cell.write(entries), queries)
    np.testing.assert_allclose(read, np.stack([alone] * 5, axis=1), rtol=1e-6, atol=1e-7)


def test_an_lstm_is_that_of_keras():
    entries = np.random.default_rng(0).normal(size=(2, 5, 3)).astype("float32")
    cell, lstm = LSTMMemory(3), keras.layers.LSTM(3)
    cell.build((None, 3))
    lstm.build(entries.shape)
    lstm.set_weights(cell.get_weights())
    word = ops.convert_to_numpy(cell.write(entries)["words"])[:, 0]
    np.testing.assert_allclose(word, lstm(entries), rtol=1e-5, atol=1e-6)


@both
def test_bad_arguments(memory):
    with pytest.raises(ValueError, match="`units` must be a positive integer.*units=0"):
        memory(0)
    with pytest.raises(ValueError, match="keras.layers.Dense.*Received: input of shape"):
        memory(3).build((None, 4))
