"""The sensor, the glimpse cell and the memory that a user might write."""

import keras
import numpy as np
import pytest
from events import read_events
from example import number
from example import run_example

from examples.own_memory import AverageMemory
from examples.own_sensor import SquareGlimpse
from stawm_keras.layers import AffineGlimpse


@pytest.mark.slow
@pytest.mark.parametrize(
    "name, shown",
    [
        ("own_sensor", {"glimpses", "coverage", "memories"}),
        ("own_cell", {"glimpses", "coverage"}),
        ("own_memory", {"glimpses", "coverage", "memories"}),
    ],
)
def test_trains_saves_exports_and_shows(name, shown, tmp_path):
    said = run_example(name, "--epochs", 3, "--folder", tmp_path / "tensorboard")
    assert number("digits named rightly:", said) > 88
    assert "the same answers when loaded: True" in said
    on_tensorflow = keras.backend.backend() == "tensorflow"
    assert ("the same labels when exported: True" in said) is on_tensorflow

    board = read_events(tmp_path, "glimpses")
    pictures = {tag.removeprefix("pictures/") for tag in board.Tags()["images"]}
    assert pictures >= shown
    if name == "own_memory":
        assert 0 < board.Scalars("memory/keep")[-1].value < 1


def test_a_square_is_an_affine_glimpse():
    rng = np.random.default_rng(0)
    image, poses = rng.uniform(size=(2, 9, 7, 3)), rng.uniform(-1, 1, (2, 4, 3))
    x, y, zoom = np.moveaxis(poses, -1, 0)
    affine = np.stack([zoom, 0 * x, x, 0 * x, zoom, y], axis=-1)
    square, reference = SquareGlimpse(5), AffineGlimpse(5)
    np.testing.assert_allclose(square(image, poses), reference(image, affine), atol=1e-5)
    frames = square.frames(poses, image.shape[1:]), reference.frames(affine, image.shape[1:])
    np.testing.assert_allclose(*frames, atol=1e-5)


def test_the_average_is_the_same_at_once_as_in_an_rnn():
    inputs = np.random.default_rng(0).uniform(size=(2, 5, 4)).astype("float32")
    memory = AverageMemory(4, keep=0.7)
    _, last = keras.layers.RNN(memory, return_state=True)(inputs)
    every_step = memory.write(inputs, every_step=True)["weights"]
    assert every_step.shape == (2, 5, 4, 4)
    for weights in (every_step[:, -1], memory.write(inputs)["weights"]):
        np.testing.assert_allclose(weights, np.reshape(last, (2, 4, 4)), atol=1e-6)
