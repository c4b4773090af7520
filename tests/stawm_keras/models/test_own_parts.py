"""Sensors and memories of a user's own, in the library's models."""

import keras
import numpy as np
import pytest
from keras import ops

from examples.own_memory import AverageMemory
from examples.own_sensor import SquareGlimpse
from stawm_keras.layers import Sensor
from stawm_keras.models import STAWMBackbone
from stawm_keras.models import STAWMClassifier
from stawm_keras.models import STAWMDrawer
from stawm_keras.models import STAWMSketchpad

SHAPE = (12, 10, 1)


@keras.saving.register_keras_serializable(package="tests")
class EveryWord(keras.Layer):
    """A memory of slots, which keeps all that was written; the least that a memory has."""

    def __init__(self, units, **kwargs):
        super().__init__(**kwargs)
        self.units = units

    def write(self, inputs, every_step=False):
        batch, count, _ = ops.shape(inputs)
        written = {
            "words": ops.repeat(inputs[:, None], count, axis=1),
            "strength": ops.ones((batch, count, 1)),
            "filled": ops.repeat(np.tri(count, dtype="float32")[None], batch, axis=0),
        }
        return written if every_step else {name: part[:, -1] for name, part in written.items()}

    def get_config(self):
        return {**super().get_config(), "units": self.units}


def backbone(**parts):
    return STAWMBackbone(SHAPE, [(4, 3, 2, 0)], [(4, 3, 1, 0)], num_glimpses=3, **parts)


def images(*shape):
    return np.random.default_rng(0).uniform(0, 255, (*shape, *SHAPE)).astype("float32")


@pytest.mark.parametrize(
    "parts",
    [
        {"memory": AverageMemory(8), "glimpse_size": 4},
        {"memory": EveryWord(8), "glimpse_size": 4},
        {"sensor": SquareGlimpse(4), "memory_units": 8},
    ],
    ids=["matrix", "slots", "sensor"],
)
def test_looks_draws_and_classifies(parts, tmp_path):
    """A sketchpad asks for all: reads after every write and after the last, and what to decode."""
    model = STAWMSketchpad(STAWMDrawer(backbone(**parts), latent_units=2), num_classes=5)
    shown = images(2)
    expected = model(shown)
    assert expected["logits"].shape == (2, 5) and expected["drawing"].shape == (2, *SHAPE)
    assert {"poses", "frames", "glimpses", "memory"} <= model.seen.keys()

    model.save(tmp_path / "model.keras")
    again = STAWMSketchpad.from_config(model.get_config())
    again.set_weights(model.get_weights())
    for other in (keras.saving.load_model(tmp_path / "model.keras"), again):
        answers = other(shown)
        for name in ("logits", "drawing"):
            np.testing.assert_array_equal(answers[name], expected[name])


def test_a_model_for_every_frame_of_a_video():
    model = STAWMClassifier(backbone(glimpse_size=4, memory_units=8), num_classes=5)
    videos = images(2, 3)
    of_frames = model(videos.reshape(6, *SHAPE))
    of_videos = keras.layers.TimeDistributed(model)(videos)
    np.testing.assert_allclose(of_videos, np.reshape(of_frames, (2, 3, 5)), atol=1e-5)


def test_names_are_known_without_looking_again(monkeypatch):
    """A cell or memory of one's own is traced to find its shapes, which takes long."""
    written, write = [], EveryWord.write
    monkeypatch.setattr(
        EveryWord, "write", lambda *args, **kw: written.append(1) or write(*args, **kw)
    )
    model = STAWMClassifier(backbone(memory=EveryWord(8), glimpse_size=4), num_classes=5)
    made = len(written)
    assert model.seen["memory"].keys() == {"words", "strength", "filled"}
    assert len(written) == made


def test_a_sensor_may_have_no_frames(monkeypatch):
    monkeypatch.setattr(SquareGlimpse, "frames", Sensor.frames)
    seen = STAWMClassifier(backbone(sensor=SquareGlimpse(4), memory_units=8), num_classes=5).seen
    assert "glimpses" in seen and "frames" not in seen


@pytest.mark.tensorflow
def test_parts_that_are_none(monkeypatch):
    with pytest.raises(ValueError, match="must be a subclass of stawm_keras.layers.Sensor"):
        backbone(sensor=keras.layers.Dense(4), memory_units=8)
    monkeypatch.setattr(SquareGlimpse, "whole_image", (0.0, 0.0))
    with pytest.raises(ValueError, match="Received: SquareGlimpse with pose_units=3"):
        backbone(sensor=SquareGlimpse(4), memory_units=8)
    monkeypatch.setattr(EveryWord, "write", lambda self, inputs, every_step: inputs)
    with pytest.raises(ValueError, match="must be a dictionary.*Received: <KerasTensor"):
        STAWMClassifier(backbone(memory=EveryWord(8), glimpse_size=4), num_classes=5)
