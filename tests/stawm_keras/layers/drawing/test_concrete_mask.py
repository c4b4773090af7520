import keras
import numpy as np
import pytest
from gradients import gradients
from keras import ops

from stawm_keras.layers import ConcreteMask

COUNT = 200_000


def samples(probability, temperature):
    probabilities = np.full(COUNT, probability, "float32")
    return ops.convert_to_numpy(ConcreteMask(temperature, seed=1)(probabilities, training=True))


@pytest.mark.parametrize("probability", [0.1, 0.5, 0.8])
@pytest.mark.parametrize("temperature", [0.3, 1.0, 2.0])
def test_quantiles_are_those_of_the_concrete_distribution(probability, temperature):
    """P(x < q) = sigmoid(temperature logit(q) - logit(p))."""
    quantiles = np.array([0.1, 0.3, 0.5, 0.7, 0.9])

    def logit(x):
        return np.log(x / (1 - x))

    expected = 1 / (1 + np.exp(-(temperature * logit(quantiles) - logit(probability))))
    found = [(samples(probability, temperature) < q).mean() for q in quantiles]
    np.testing.assert_allclose(found, expected, atol=5 * 0.5 / np.sqrt(COUNT))


@pytest.mark.parametrize("probability", [0.0, 0.2, 0.7, 1.0])
def test_near_temperature_zero_it_is_bernoulli(probability):
    drawn = samples(probability, 1e-4)
    assert np.mean((drawn > 1e-3) & (drawn < 1 - 1e-3)) < 1e-3
    assert drawn.mean() == pytest.approx(probability, abs=5 * 0.5 / np.sqrt(COUNT))


def test_mean_at_temperature_one_and_even_odds():
    assert samples(0.5, 1.0).mean() == pytest.approx(0.5, abs=0.005)


@pytest.mark.parametrize("dtype", ["float32", "bfloat16"])
def test_gradients_are_finite_at_and_near_0_and_1(dtype):
    probabilities = np.array([0, 1e-30, 1e-7, 1e-3, 0.5, 1 - 1e-3, 1 - 1e-7, 1], "float32")
    layer = ConcreteMask(0.5, seed=0)
    (gradient,) = gradients(
        lambda p: ops.sum(layer(ops.cast(p, dtype), training=True)), (probabilities,)
    )
    assert np.isfinite(gradient).all() and gradient[4] > 0
    assert gradient[0] == gradient[-1] == 0


def test_rests_at_inference_unless_told_otherwise():
    probabilities = np.random.default_rng(0).uniform(size=(3, 4)).astype("float32")
    np.testing.assert_array_equal(ConcreteMask(2.0)(probabilities), probabilities)
    drawn = ConcreteMask(2.0, sample_at_inference=True)(probabilities)
    assert np.abs(drawn - probabilities).max() > 0.01


def test_is_float32_under_mixed_precision():
    keras.config.set_dtype_policy("mixed_bfloat16")
    try:
        mask = ConcreteMask(2.0)(np.full((3, 4), 0.5), training=True)
    finally:
        keras.config.set_dtype_policy("float32")
    assert keras.backend.standardize_dtype(mask.dtype) == "float32"


@pytest.mark.parametrize("temperature", [0, -1.0])
def test_bad_temperature(temperature):
    with pytest.raises(ValueError, match=f"must be positive.*temperature={temperature}"):
        ConcreteMask(temperature)


@pytest.mark.parametrize("temperature", [0.1, 2.0, 5.0])
def test_what_is_certain_is_not_left_to_chance(temperature):
    probabilities = np.repeat([0.0, 0.5, 1.0], 1000).astype("float32")
    drawn = ops.convert_to_numpy(ConcreteMask(temperature, seed=0)(probabilities, training=True))
    assert np.all(drawn[:1000] == 0) and np.all(drawn[2000:] == 1)
    assert 0 < drawn[1000:2000].mean() < 1
