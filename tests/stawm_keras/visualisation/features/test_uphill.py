"""Images that are changed so that layers answer more, or otherwise."""

import keras
import numpy as np
import pytest
from keras import ops

from stawm_keras.models import STAWMClassifier
from stawm_keras.visualisation.features import convolutions_of
from stawm_keras.visualisation.features import deep_dream
from stawm_keras.visualisation.features import gram_matrix
from stawm_keras.visualisation.features import layer_activations
from stawm_keras.visualisation.features import maximise_units
from stawm_keras.visualisation.features import transfer_style

RNG = np.random.default_rng(0)


def filters(shape, *kernels):
    """A model that is one convolution with these kernels."""
    conv = keras.layers.Conv2D(len(kernels), kernels[0].shape[0], use_bias=False, name="conv")
    model = keras.Sequential([keras.Input(shape), conv])
    conv.set_weights([np.stack(kernels, axis=-1)])
    return model


def alike(a, b):
    """The cosine of the angle between two pictures, each without its mean."""
    a, b = a.ravel() - a.mean(), b.ravel() - b.mean()
    return a @ b / np.linalg.norm(a) / np.linalg.norm(b)


def test_a_filter_is_found_back():
    """The image that one place answers to most is its filter."""
    kernels = RNG.normal(0, 1, (2, 6, 6, 3)).astype("float32")
    # Pictures of noise: nothing is smooth, and nothing is where it is shifted to.
    plain = {"blur": 0, "jitter": 0}
    model = filters((6, 6, 3), *kernels)
    found = maximise_units(model, "conv", [1, 0], steps=30, rate=0.02, **plain)
    assert alike(found[0], kernels[1]) > 0.9 and alike(found[1], kernels[0]) > 0.9
    first = maximise_units(model, "conv", [1, 0], steps=0)
    before, after = (
        layer_activations(model, "conv", x - 127.5)[[0, 1], 0, 0, [1, 0]] for x in (first, found)
    )
    assert (after > 10 * np.abs(before)).all()
    assert found.min() >= 0 and found.max() <= 255
    np.testing.assert_array_equal(maximise_units(model, "conv", 1, steps=0), first[:1])


@pytest.mark.slow
def test_regularisers():
    model = filters((8, 8, 1), RNG.normal(0, 1, (3, 3, 1)).astype("float32"))

    def contrast(**kwargs):
        found = maximise_units(model, "conv", 0, steps=20, **kwargs)[0, ..., 0]
        return np.abs(found - 127.5).mean(), np.abs(np.diff(found)).mean()

    none = {"decay": 0, "blur": 0, "jitter": 0}
    amplitude, roughness = contrast(**none)
    assert contrast(**none | {"decay": 0.5})[0] < 0.5 * amplitude
    assert contrast(**none | {"blur": 2.0})[1] < 0.5 * roughness
    assert contrast(**none | {"jitter": 3})[0] != amplitude


def test_units_that_there_are_not():
    model = filters((8, 8, 1), np.ones((3, 3, 1), "float32"))
    for units in (1, [0, -1], 0.5):
        with pytest.raises(ValueError, match="The units of conv are the integers 0 to 0. Received"):
            maximise_units(model, "conv", units)
    model = filters((None, None, 1), np.ones((3, 3, 1), "float32"))
    with pytest.raises(ValueError, match="`image_shape` must be"):
        maximise_units(model, "conv", 0)
    assert maximise_units(model, "conv", 0, 1, image_shape=(7, 5, 1)).shape == (1, 7, 5, 1)


@pytest.mark.parametrize("shape", [(None, None, 1), (8, 10, 1)])
def test_dreams_show_more_of_what_is_there(shape):
    """A dream of edges has more of them, wherever the tiles of a model of one size are."""
    edge = np.array([[1, -1], [1, -1]], "float32")[..., None]
    model = filters(shape, edge)
    image = np.full((20, 23, 1), 100.0)
    image[:, 11:] = 140
    dream = deep_dream(model, image, ["conv"], octaves=2, steps=6, rate=0.03)
    assert dream.shape == image.shape and dream.min() >= 0 and dream.max() <= 255
    before, after = (np.square(np.diff(x[..., 0], axis=1)).mean() for x in (image, dream))
    assert after > 10 * before
    assert np.abs(dream[:, 9:14] - image[:, 9:14]).mean() > 5
    np.testing.assert_array_equal(deep_dream(model, image, ["conv"], steps=0), image)


def test_no_pictures_to_dream_of():
    model = filters((8, 10, 1), np.ones((3, 3, 1), "float32"))
    for shape in ((7, 10, 1), (8, 10, 3), (8, 10)):
        with pytest.raises(ValueError, match="The picture must be .* at least as large as"):
            deep_dream(model, np.zeros(shape), ["conv"])


def test_gram_matrices():
    answers = RNG.normal(0, 1, (2, 3, 4, 5)).astype("float32")
    expected = np.einsum("bhwi,bhwj->bij", answers, answers) / 12
    np.testing.assert_allclose(
        ops.convert_to_numpy(gram_matrix(answers)), expected, rtol=1e-4, atol=1e-5
    )


def stripes(period, axis):
    wave = 127.5 + 100 * np.sin(2 * np.pi * np.arange(16) / period)
    return np.broadcast_to(wave[:, None] if axis == 0 else wave, (16, 16))[..., None]


def gram(model, layer, image):
    answers = layer_activations(model, layer, image[None])
    return ops.convert_to_numpy(gram_matrix(answers))


def test_style_of_stripes():
    kernels = RNG.normal(0, 1, (6, 3, 3, 1)).astype("float32")
    model = filters((None, None, 1), *kernels)
    content, style = stripes(16, 0), stripes(5, 1)
    painted = transfer_style(model, content, style, ["conv"], ["conv"], style_weight=100, steps=80)
    of_style = gram(model, "conv", style)
    before, after = (np.square(gram(model, "conv", x) - of_style).sum() for x in (content, painted))
    assert after < 0.1 * before
    # The content alone changes nothing, the style alone keeps less of it.
    kept = transfer_style(model, content, style, ["conv"], [], steps=3)
    np.testing.assert_allclose(kept, content, atol=1e-3)


@pytest.mark.slow
def test_on_networks_that_are_bundled():
    """Gradient ascent on digits' glimpses: ten times what noise excites."""
    model = STAWMClassifier.from_preset("stawm_mnist_cluttered_60")
    cnn = model.get_layer("glimpse_loop").cell.glimpse_cnn
    last = list(convolutions_of(cnn).values())[-1]
    units, bounds = np.arange(24), (-0.23, 5.08)  # Of black and white, normalised.

    def mean_answers(steps):
        found = maximise_units(cnn, last, units, steps, bounds=bounds)
        answers = layer_activations(cnn, last, found).mean(axis=(1, 2))
        return np.maximum(answers[units, units], 0).mean()

    assert mean_answers(100) > 10 * mean_answers(0)
