import keras
import numpy as np
import pytest
from keras import ops
from small_classifier import classifier
from small_classifier import pixels

from stawm_keras.layers import AffineGlimpse
from stawm_keras.visualisation.features import convolutions_of
from stawm_keras.visualisation.features import layer_activations
from stawm_keras.visualisation.features.taps import recorded


@pytest.fixture(scope="module")
def looking():
    return classifier()


def small():
    """A model with a CNN in it."""
    cnn = keras.Sequential(
        [keras.Input((8, 9, 2)), keras.layers.Conv2D(3, 3), keras.layers.ReLU()], name="cnn"
    )
    image = keras.Input((8, 9, 2))
    first = keras.layers.Conv2D(2, 3, padding="same", name="first")(image)
    grid = keras.layers.DepthwiseConv2D(2, name="last")(cnn(first))
    answers = keras.layers.Dense(4, name="logits")(keras.layers.Flatten()(grid))
    return keras.Model(image, answers)


def test_convolutions_have_names_of_their_own(looking):
    names = ["context_cnn/1", "context_cnn/2", "glimpse_cnn/1"]
    assert list(convolutions_of(looking)) == names
    model = small()
    assert list(convolutions_of(model)) == ["first", "cnn/1", "last"]
    assert convolutions_of(model)["cnn/1"] is model.get_layer("cnn").layers[0]


def test_layers_deep_in_a_model():
    model, images = small(), np.random.default_rng(0).uniform(0, 255, (70, 8, 9, 2))
    inner = model.get_layer("cnn")
    first = keras.Model(model.input, model.get_layer("first").output).predict(images, verbose=0)
    expected = inner.predict(first, verbose=0)
    for layer in (inner.layers[1], inner.layers[1].name, "cnn"):
        found = layer_activations(model, layer, images)
        np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-3)


def test_layers_that_a_loop_calls(looking):
    """They see glimpses of the normalised image."""
    images = pixels(2)
    poses = looking.observe("poses")(images)["poses"]
    normalised = AffineGlimpse(4)((images / 255 - 0.4) / 0.2, poses)
    conv = convolutions_of(looking)["glimpse_cnn/1"]
    expected = np.stack([conv(normalised[:, n]) for n in range(3)], axis=1)
    found = layer_activations(looking, "glimpse_cnn/1", images)
    assert found.shape == (2, 3, 2, 2, 4)
    np.testing.assert_allclose(found, expected, rtol=1e-3, atol=1e-4)


def test_a_model_is_left_as_it_was():
    model, images = small(), np.ones((1, 8, 9, 2))
    layer = model.get_layer("first")
    before = ops.convert_to_numpy(model(images))
    with pytest.raises(RuntimeError), recorded([layer, layer]) as (once, again):
        model(images)
        assert len(once) == len(again) == 1
        raise RuntimeError
    assert "call" not in vars(layer)
    np.testing.assert_array_equal(ops.convert_to_numpy(model(images)), before)


def test_a_name_that_two_layers_have():
    def part():
        return keras.Sequential([keras.Input((4, 4, 1)), keras.layers.Conv2D(1, 1, name="same")])

    model = keras.Sequential([keras.Input((4, 4, 1)), part(), part()])
    with pytest.raises(ValueError, match="Received: 'same', which 2 layers are called"):
        layer_activations(model, "same", np.zeros((1, 4, 4, 1)))
    assert len(convolutions_of(model)) == 2


def test_what_is_no_layer(looking):
    with pytest.raises(ValueError, match=r"must be one layer .*glimpse_cnn/1.* Received: 'conv'"):
        layer_activations(looking, "conv", pixels(2))
    with pytest.raises(ValueError, match="must be one layer of"):
        layer_activations(looking, keras.layers.ReLU(), pixels(2))
    with pytest.raises(ValueError, match="that returns one tensor. Received: glimpse_loop"):
        layer_activations(looking, "glimpse_loop", pixels(2))
    with pytest.raises(ValueError, match="`images` must be what"):
        layer_activations(looking, "glimpse_cnn/1", np.zeros((2, 12, 10)))
