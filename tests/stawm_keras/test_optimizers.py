import keras
import numpy as np

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


def test_steps_are_those_of_keras():
    ours, theirs = keras.Variable(np.ones(3)), keras.Variable(np.ones(3))
    for optimizer, weight in ((Adam(0.1), ours), (keras.optimizers.Adam(0.1), theirs)):
        for step in range(5):
            optimizer.apply([np.array([1.0, -2.0, 0.1 * step])], [weight])
    np.testing.assert_array_equal(ours.numpy(), theirs.numpy())


def test_config_round_trip():
    optimizer = Adam(0.1, clipvalue=3.0)
    copy = keras.saving.deserialize_keras_object(keras.saving.serialize_keras_object(optimizer))
    assert type(copy) is Adam and copy.get_config() == optimizer.get_config()
