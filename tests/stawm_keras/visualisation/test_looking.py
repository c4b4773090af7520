import keras
import numpy as np
import pytest
from keras import ops
from reference import sample

from stawm_keras import models
from stawm_keras.visualisation import look_at


def backbone(channels=1):
    """One whose glimpses differ."""
    made = models.STAWMBackbone(
        (12, 10, channels), [(4, 3, 2, 0)], [(4, 3, 1, 0)], 3, (4, 5), memory_units=8
    )
    emitter = made.get_layer("glimpse_loop").cell.pose_emitter
    for variable in emitter.trainable_variables:
        variable.assign(variable + keras.random.normal(variable.shape, stddev=0.3))
    return made


def pixels(*shape):
    return np.random.default_rng(3).integers(0, 256, shape).astype("uint8")


@pytest.mark.parametrize("channels", [1, 3])
def test_sees_what_the_model_sees(channels):
    model = models.STAWMClassifier(backbone(channels), num_classes=5)
    images = pixels(2, 12, 10, channels)

    found = look_at(model, images, ("poses", "frames", "glimpses", "logits"))

    assert found["poses"].std(axis=1).max() > 1e-3, "the glimpses differ"
    for n in range(3):
        seen = sample(images.astype("float32"), found["poses"][:, n], (4, 5))
        np.testing.assert_allclose(found["glimpses"][:, n], seen, atol=1e-2)
    sensor = model.backbone.get_layer("glimpse_loop").cell.sensor
    frames = sensor.frames(found["poses"], (12, 10))
    np.testing.assert_allclose(found["frames"], ops.convert_to_numpy(frames), rtol=1e-5, atol=1e-5)
    np.testing.assert_allclose(found["logits"], model.predict(images, verbose=0), atol=1e-5)


@pytest.mark.tensorflow
def test_of_any_model_there_is_what_it_has():
    images, drawer = pixels(2, 12, 10, 1), models.STAWMDrawer(backbone(), latent_units=2)
    assert set(look_at(drawer, images)) == {"frames", "glimpses"}
    sketchpad = models.STAWMSketchpad(drawer, num_classes=5)
    assert set(look_at(sketchpad, images)) == {"frames", "glimpses", "logits"}
    image = keras.Input((12, 10, 1))
    read = keras.layers.Flatten()(drawer.backbone(image)["memory"]["keys"])
    own = keras.Model(image, keras.layers.Dense(5, name="logits")(read))
    assert set(look_at(own, images)) == {"frames", "glimpses", "logits"}


def test_looks_at_many_images_in_parts(monkeypatch):
    model, images = models.STAWMClassifier(backbone(), 5), pixels(5, 12, 10, 1)
    names = ("memory", "logits")
    whole = look_at(model, images, names)
    monkeypatch.setattr("stawm_keras.visualisation.parts._AT_ONCE", 2)
    parts = look_at(model, images, names)
    keras.tree.map_structure(lambda *x: np.testing.assert_allclose(*x, atol=1e-5), whole, parts)
    assert parts["memory"]["keys"].shape == (5, 3, 8)


@pytest.mark.tensorflow
def test_a_model_that_has_nothing_of_it():
    model = keras.Sequential([keras.Input((4, 4, 1)), keras.layers.Flatten(name="features")])
    with pytest.raises(ValueError, match=r"show frames, glimpses, logits, .* with features"):
        look_at(model, pixels(2, 4, 4, 1))
