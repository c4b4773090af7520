import keras
import numpy as np
import pytest

from stawm_keras.visualisation.features import gradient_saliency
from stawm_keras.visualisation.features import integrated_gradients
from stawm_keras.visualisation.features import smooth_grad

RNG = np.random.default_rng(0)
SHAPE = (3, 4, 2)
IMAGES = RNG.uniform(0, 255, (5, *SHAPE))


def linear():
    image = keras.Input(SHAPE)
    logits = keras.layers.Dense(3, name="logits")(keras.layers.Flatten()(image))
    model = keras.Model(image, logits)
    return model, model.get_weights()[0].T.reshape(3, *SHAPE)


def test_of_a_linear_model_they_are_its_weights():
    model, weights = linear()
    answered = model.predict(IMAGES, verbose=0).argmax(-1)
    np.testing.assert_allclose(
        gradient_saliency(model, IMAGES), np.abs(weights[answered]).max(-1), rtol=1e-5
    )
    targets = np.array([0, 1, 2, 0, 1])
    largest = np.abs(weights[targets]).max(-1)
    np.testing.assert_allclose(gradient_saliency(model, IMAGES, targets), largest, rtol=1e-5)
    found = smooth_grad(model, IMAGES, targets, samples=3)
    np.testing.assert_allclose(found, largest, rtol=1e-5)
    found = integrated_gradients(model, IMAGES, targets, baseline=20, steps=2)
    expected = (weights[targets] * (IMAGES - 20)).sum(-1)
    np.testing.assert_allclose(found, expected, rtol=1e-3, atol=1e-3)


def curved():
    """The sum of the squares, and of the cubes, of pixels; each is answered twice."""
    image = keras.Input(SHAPE)
    powers = [keras.ops.sum(image**power, axis=(1, 2, 3)) for power in (2, 3)]
    both = keras.ops.stack(powers, axis=1)
    return keras.Model(image, keras.ops.stack([both, both], axis=1))


@pytest.mark.slow
def test_of_several_answers_of_a_curved_model():
    model, images = curved(), IMAGES / 255
    targets = np.array([[0, 0], [1, 1], [0, 1], [1, 0], [0, 0]])
    cubes = targets.sum(axis=1)[:, None, None, None]
    slope = (2 - cubes) * 2 * images + cubes * 3 * images**2
    np.testing.assert_allclose(gradient_saliency(model, images, targets), slope.max(-1), rtol=1e-5)
    # Whose mean, over noise, of the cubes is 3 (x^2 + the variance).
    variance = (0.2 * np.ptp(images, axis=(1, 2, 3)))[:, None, None, None] ** 2
    found = smooth_grad(model, images, targets, noise=0.2, samples=300)
    expected = (slope + 3 * cubes * variance).max(-1)
    np.testing.assert_allclose(found.mean(axis=(1, 2)), expected.mean(axis=(1, 2)), rtol=0.015)
    found = integrated_gradients(model, images, targets, steps=40)
    added = (2 - cubes) * images**2 + cubes * images**3
    np.testing.assert_allclose(found, added.sum(-1), rtol=1e-3)


@pytest.mark.parametrize(
    ("targets", "message"),
    [
        ([0, 1, 2, 3, 0], r"`targets` must be integers of shape \(5,\) from 0 to 2. Received"),
        ([0, 1], "Received: shape"),
        ([0.0] * 5, "must be integers"),
    ],
)
def test_no_such_classes(targets, message):
    with pytest.raises(ValueError, match=message):
        gradient_saliency(linear()[0], IMAGES, targets)


def test_no_such_models_or_images():
    image = keras.Input(SHAPE)
    with pytest.raises(ValueError, match="must answer with logits"):
        gradient_saliency(keras.Model(image, keras.layers.Conv2D(2, 2)(image)), IMAGES)
    words = keras.Input((3,))
    with pytest.raises(ValueError, match="`model` must take one image"):
        gradient_saliency(keras.Model(words, keras.layers.Dense(2)(words)), IMAGES)
    for wrong in (IMAGES[..., :1], IMAGES[0], IMAGES[:0]):
        with pytest.raises(ValueError, match="`images` must be what .* takes, .*, and at least on"):
            gradient_saliency(linear()[0], wrong)
