import keras
import numpy as np
import pytest
from keras import ops

from stawm_keras.layers import GaussianLatent

FEATURES = np.random.default_rng(0).normal(size=(3, 5, 6)).astype("float32")


def seen(**kwargs):
    layer = GaussianLatent(4, seed=1, **kwargs)
    return layer, {name: ops.convert_to_numpy(t) for name, t in layer(FEATURES).items()}


def test_kl_of_every_glimpse_and_of_an_image():
    """Eq. 25, a sum over glimpses, and Eq. 24, one Gaussian of all of them, in loops."""
    layer, found = seen(kl_weight=0.5)
    joint = np.zeros((3, 5))
    for b in range(3):
        for n in range(5):
            for k in range(4):
                mu, log_var = float(found["mu"][b, n, k]), float(found["log_var"][b, n, k])
                joint[b, n] += -0.5 * (1 + log_var - mu**2 - np.exp(log_var))
    np.testing.assert_allclose(found["kl"], joint, rtol=1e-5, atol=1e-6)
    mu, log_var = found["mu"].reshape(3, -1), found["log_var"].reshape(3, -1)
    concatenated = -0.5 * np.sum(1 + log_var - mu**2 - np.exp(log_var), axis=1)
    np.testing.assert_allclose(found["kl"].sum(axis=1), concatenated, rtol=1e-5)
    (loss,) = layer.losses
    assert float(loss) == pytest.approx(0.5 * concatenated.mean(), rel=1e-5)


def test_kl_is_the_expected_difference_of_log_densities():
    layer, found = seen(sample_at_inference=True)
    draws = ops.convert_to_numpy(layer(np.repeat(FEATURES[None], 4000, axis=0))["latent"])
    standard = (draws - found["mu"]) / np.exp(0.5 * found["log_var"])
    log_ratio = 0.5 * (draws**2 - standard**2 - found["log_var"])
    np.testing.assert_allclose(log_ratio.sum(-1).mean(0), found["kl"], rtol=0.1, atol=0.2)


def test_samples_while_training_and_rests_at_inference():
    layer, found = seen()
    np.testing.assert_array_equal(found["latent"], found["mu"])
    features = np.repeat(FEATURES[:1, :1], 20_000, axis=0)
    drawn = ops.convert_to_numpy(layer(features, training=True)["latent"])[:, 0]
    mu, std = found["mu"][0, 0], np.exp(0.5 * found["log_var"][0, 0])
    np.testing.assert_allclose(drawn.mean(0), mu, atol=5 * std.max() / np.sqrt(20_000))
    np.testing.assert_allclose(drawn.std(0), std, rtol=0.03)


def test_without_a_weight_there_is_no_loss():
    layer, _ = seen()
    assert layer.losses == []


def test_is_float32_under_mixed_precision():
    layer = GaussianLatent(4, dtype="mixed_bfloat16")
    assert {keras.backend.standardize_dtype(t.dtype) for t in layer(FEATURES).values()} == {
        "float32"
    }


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"units": 0}, "`units` must be a positive integer. Received: units=0"),
        ({"units": 4, "kl_weight": -1.0}, "must not be negative. Received: kl_weight=-1.0"),
        ({"units": 4, "kl_weight": float("nan")}, "must not be negative"),
    ],
)
def test_bad_arguments(arguments, message):
    with pytest.raises(ValueError, match=message):
        GaussianLatent(**arguments)
