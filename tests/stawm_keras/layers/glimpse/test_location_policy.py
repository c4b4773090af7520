import numpy as np
import pytest
from gradients import gradients
from keras import ops
from reference import location_log_probability

from stawm_keras.layers import LocationPolicy
from stawm_keras.losses import PolicyGradient

RNG = np.random.default_rng(2)
STD = 0.3


def policy(features=5, units=2):
    made = LocationPolicy(units, STD, seed=3)
    made.build((None, features))
    made.locate.kernel.assign(RNG.normal(size=(features, units)))
    return made


def arrays(*shapes):
    return [RNG.normal(size=shape).astype("float32") for shape in shapes]


def test_equals_the_definition():
    made = policy()
    features, noise = arrays((4, 3, 5), (4, 3, 2))
    found = {name: ops.convert_to_numpy(t) for name, t in made(features, noise=noise).items()}
    mean = features @ ops.convert_to_numpy(made.locate.kernel)
    np.testing.assert_allclose(found["mean"], mean, rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(found["sample"], mean + STD * noise, rtol=1e-5, atol=1e-6)
    expected = location_log_probability(mean + STD * noise.astype("float64"), mean, STD)
    np.testing.assert_allclose(found["log_probability"], expected, rtol=1e-4)


def test_gradient_is_that_of_a_constant_sample():
    """It is zero where the sample is not stopped, and where the mean is."""
    made = policy()
    features, noise = arrays((4, 5), (4, 2))
    weights = np.array([1.0, -2.0, 0.5, 3.0])
    sample = ops.convert_to_numpy(made(features, noise=noise)["sample"]).astype("float64")
    variables = made.trainable_variables
    found = gradients(
        lambda: ops.sum(weights.astype("float32") * made(features, noise=noise)["log_probability"]),
        variables=variables,
    )
    values = [ops.convert_to_numpy(v).astype("float64") for v in variables]

    def exact(kernel, bias):
        return weights @ location_log_probability(sample, features @ kernel + bias, STD)

    for number, gradient in enumerate(found):
        slopes = np.zeros(values[number].shape)
        for index in np.ndindex(slopes.shape):
            step = [np.zeros(value.shape) for value in values]
            step[number][index] = 1e-5
            ahead, behind = (
                exact(*(v + sign * s for v, s in zip(values, step, strict=True)))
                for sign in (1, -1)
            )
            slopes[index] = (ahead - behind) / 2e-5
        assert np.abs(slopes).min() > 0.1
        np.testing.assert_allclose(gradient, slopes, rtol=1e-3, atol=1e-3)


def test_sample_passes_no_gradient():
    made = policy()
    features, noise = arrays((4, 5), (4, 2))
    found = gradients(
        lambda: ops.sum(made(features, noise=noise)["sample"]), variables=made.trainable_variables
    )
    assert all(np.all(gradient == 0) for gradient in found)


def test_reward_leads_the_mean():
    """Of the reward `x - 2 y`, the expected gradient in the mean is (1, -2)."""
    made = policy(features=1)
    ones = np.ones((20_000, 1), "float32")

    def loss():
        tried = made(ones, training=True)
        reward = ops.sum(tried["sample"] * np.array([1, -2], "float32"), axis=-1, keepdims=True)
        expected = ops.mean(reward)
        return PolicyGradient()(reward - expected, tried["log_probability"][:, None])

    _, bias = gradients(loss, variables=made.trainable_variables)
    np.testing.assert_allclose(bias, [-1, 2], atol=0.1)


def test_draws_while_training_alone():
    made = policy()
    (features,) = arrays((400, 5))
    first, second = (made(features, training=True) for _ in range(2))
    assert np.abs(first["sample"] - second["sample"]).min() > 0
    spread = np.std(ops.convert_to_numpy(first["sample"] - first["mean"]))
    assert spread == pytest.approx(STD, rel=0.1)
    rest = made(features)
    np.testing.assert_array_equal(rest["sample"], rest["mean"])


@pytest.mark.parametrize("std", [0, -0.1, float("inf"), float("nan"), "wide", None])
def test_bad_std(std):
    with pytest.raises(ValueError, match="`std` must be a positive number.*std="):
        LocationPolicy(2, std)


def test_bad_units():
    with pytest.raises(ValueError, match="`units` must be a positive integer. Received: units=0"):
        LocationPolicy(0)
