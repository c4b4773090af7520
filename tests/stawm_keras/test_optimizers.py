import keras
import numpy as np
import pytest

from stawm_keras.optimizers import SETTLING_STEPS
from stawm_keras.optimizers import Adam


def test_keeps_the_largest_norm_before_clipping():
    optimizer, weights = Adam(global_clipnorm=0.1), [keras.Variable(np.zeros(2)) for _ in range(2)]
    norms = [100.0] * SETTLING_STEPS + [3.0, 7.0, 2.0]
    for norm in norms:
        half = np.full(2, norm / 2)  # Four elements of half the norm each.
        optimizer.apply([half, half], weights)
    assert float(optimizer.largest_gradient_norm) == 7.0
    optimizer.largest_gradient_norm.assign(0.0)
    optimizer.apply([np.full(2, 0.5)] * 2, weights)
    assert float(optimizer.largest_gradient_norm) == 1.0


def test_steps_are_those_of_the_definition():
    """Kingma and Ba, Section 2: epsilon is added before the bias is corrected, as in Keras."""
    weight = keras.Variable(np.ones(3))
    optimizer = Adam(0.1, beta_1=0.8, beta_2=0.99, epsilon=1e-3)
    expected, mean, square = np.ones(3), np.zeros(3), np.zeros(3)
    for step in range(1, 6):
        gradient = np.array([1.0, -2.0, 0.1 * step])
        optimizer.apply([gradient], [weight])
        mean = 0.8 * mean + 0.2 * gradient
        square = 0.99 * square + 0.01 * gradient**2
        rate = 0.1 * np.sqrt(1 - 0.99**step) / (1 - 0.8**step)
        expected = expected - rate * mean / (np.sqrt(square) + 1e-3)
    np.testing.assert_allclose(weight.numpy(), expected, rtol=1e-6)


@pytest.mark.parametrize("options", [{"amsgrad": True}, {"weight_decay": 0.1, "clipvalue": 0.5}])
def test_options_do_what_they_do_in_keras(options):
    ours, theirs = keras.Variable(np.ones(3)), keras.Variable(np.ones(3))
    for make, weight in ((Adam, ours), (keras.optimizers.Adam, theirs)):
        optimizer = make(0.1, **options)
        for step in range(5):
            optimizer.apply([np.array([1.0, -2.0, 0.1 * step])], [weight])
    np.testing.assert_allclose(ours.numpy(), theirs.numpy(), rtol=1e-5)


def test_config_round_trip():
    optimizer = Adam(0.1, clipvalue=3.0)
    copy = keras.saving.deserialize_keras_object(keras.saving.serialize_keras_object(optimizer))
    assert type(copy) is Adam and copy.get_config() == optimizer.get_config()
