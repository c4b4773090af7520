"""What a memory does while a model learns, for TensorBoard."""

import keras
import numpy as np
import pytest

from stawm_keras import layers
from stawm_keras.callbacks import MemoryBoard

pytest.importorskip("tensorboardX")


def written(folder):
    """What is in the event files, as bytes."""
    return b"".join(file.read_bytes() for file in folder.glob("memory/events*"))


def test_reports_and_pictures(tmp_path):
    from matplotlib.figure import Figure

    inputs = keras.Input((None, 3))
    rnn = keras.layers.RNN(layers.PlasticCell(3))
    model = keras.Model(inputs, rnn(inputs))
    model.compile("sgd", "mse")
    drawn = []

    def draw(model):
        drawn.append(model)
        figure = Figure(figsize=(1, 1))
        from matplotlib.backends.backend_agg import FigureCanvasAgg

        FigureCanvasAgg(figure)
        return {"nothing": figure}

    board = MemoryBoard(tmp_path, draw, every=2)
    model.fit(np.ones((2, 4, 3)), np.ones((2, 3)), epochs=3, verbose=0, callbacks=[board])
    assert drawn == [model, model]  # After the second and the last.
    assert b"pictures/nothing" in written(tmp_path) and b"memory/rate" in written(tmp_path)


def test_of_what_has_diverged_there_is_nothing_to_see(tmp_path):
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    model.layers[0].kernel.assign(np.full((2, 1), np.nan))
    board = MemoryBoard(tmp_path, lambda model: 1 / 0)
    model.fit(np.ones((2, 2)), np.ones((2, 1)), verbose=0, callbacks=[board])


def test_every_is_positive(tmp_path):
    with pytest.raises(ValueError, match="Received: every=0"):
        MemoryBoard(tmp_path, len, every=0)
