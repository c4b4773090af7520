import keras
import numpy as np
import pytest
from keras import ops

from stawm_keras.layers import AffineGlimpse
from stawm_keras.layers import GlimpseCell
from stawm_keras.layers import GlimpseLoop

STEPS = 3


@keras.saving.register_keras_serializable(package="tests")
class Sum(GlimpseCell):
    """Adds to a state what it sees, times noise, and says where the image was brightest."""

    def __init__(self, noisy=False, **kwargs):
        super().__init__(**kwargs)
        self.noisy = noisy
        self.widen = keras.layers.Dense(4, name="widen")  # Built when it is first called.

    def begin(self, image, context, num_glimpses, training=None):
        drawn = np.arange(1, 1 + num_glimpses, dtype="float32")[:, None]
        return {"sum": context}, {"drawn": ops.convert_to_tensor(drawn)} if self.noisy else None

    def step(self, image, state, noise):
        factor = noise["drawn"] if self.noisy else 1.0
        total = state["sum"] + factor * ops.mean(image, axis=(1, 2))
        return {"total": total, "wide": self.widen(total)}, {"sum": total}

    def finish(self, seen):
        return {"twice": {"total": 2 * seen["total"]}, "wide": seen["wide"]}


def inputs(frames=None):
    shape = (2, 5, 6, 3) if frames is None else (2, frames, 5, 6, 3)
    rng = np.random.default_rng(5)
    return rng.uniform(size=shape).astype("float32"), rng.normal(size=(2, 3)).astype("float32")


def test_hands_on_the_state_and_stacks_what_was_seen():
    image, context = inputs()
    seen = GlimpseLoop(Sum(), STEPS)(image, context)
    mean = image.mean(axis=(1, 2))
    expected = np.stack([2 * (context + n * mean) for n in (1, 2, 3)], axis=1)
    np.testing.assert_allclose(seen["twice"]["total"], expected, rtol=1e-5)
    assert seen["wide"].shape == (2, STEPS, 4)


def test_every_step_has_its_part_of_the_noise():
    image, context = inputs()
    seen = GlimpseLoop(Sum(noisy=True), STEPS)(image, context)
    mean = image.mean(axis=(1, 2))
    expected = np.stack([2 * (context + n * mean) for n in (1, 3, 6)], axis=1)
    np.testing.assert_allclose(seen["twice"]["total"], expected, rtol=1e-5)


def test_a_frame_for_every_glimpse():
    image, context = inputs(frames=STEPS)
    seen = GlimpseLoop(Sum(), STEPS)(image, context)
    expected = 2 * (context[:, None] + np.cumsum(image.mean(axis=(2, 3)), axis=1))
    np.testing.assert_allclose(seen["twice"]["total"], expected, rtol=1e-5)


def test_a_cell_of_ones_own_is_found_out_by_looking(tmp_path):
    """It says nothing of its shapes, and its layers make their weights at the first call."""
    image, context = inputs()
    given = keras.Input((5, 6, 3)), keras.Input((3,))
    seen = GlimpseLoop(Sum(), STEPS)(*given)
    assert seen["wide"].shape == (None, STEPS, 4)
    model = keras.Model(given, seen)
    assert len(model.trainable_weights) == 2
    model.save(tmp_path / "model.keras")
    loaded = keras.saving.load_model(tmp_path / "model.keras")
    np.testing.assert_array_equal(loaded([image, context])["wide"], model([image, context])["wide"])


def test_as_many_frames_as_glimpses():
    image, context = inputs(frames=2)
    with pytest.raises(ValueError, match="looks 3 times.*Received: image of shape"):
        GlimpseLoop(Sum(), STEPS)(image, context)


def test_bad_arguments():
    with pytest.raises(ValueError, match="Received: num_glimpses=0"):
        GlimpseLoop(Sum(), 0)
    with pytest.raises(ValueError, match="without begin and step and finish"):
        GlimpseLoop(AffineGlimpse(3), 2)


def test_what_a_cell_sees_has_names(monkeypatch):
    monkeypatch.setattr(Sum, "finish", lambda self, seen: seen["total"])
    with pytest.raises(ValueError, match="a dictionary of tensors by name.*Received of Sum: "):
        GlimpseLoop(Sum(), STEPS)(*inputs())
