import numpy as np
import pytest
from facts import by_name
from facts import key_value_memory
from facts import set_all
from gradients import gradients
from keras import ops

from stawm_keras.layers import KeyValueMemory

RNG = np.random.default_rng(3)
QUERY, KEYS, VALUES = (
    RNG.normal(size=(3, 4)),
    RNG.normal(size=(3, 5, 4)),
    RNG.normal(size=(3, 5, 4)),
)
FILLED = np.array([[1, 1, 1, 1, 1], [0, 1, 0, 1, 0], [0, 0, 0, 0, 0]])


def made():
    layer = KeyValueMemory(hops=2)
    layer.build(QUERY.shape, KEYS.shape, VALUES.shape)
    return set_all(layer)


def test_equals_the_definition():
    layer = made()
    onward = [by_name(layer)[f"onward_{hop}"] for hop in (1, 2)]
    found = layer(QUERY, KEYS, VALUES, FILLED)
    for number, given in enumerate(zip(QUERY, KEYS, VALUES, FILLED, strict=True)):
        looked, read = key_value_memory(*given, onward)
        np.testing.assert_allclose(found["facts"][number], looked, rtol=1e-4, atol=1e-5)
        np.testing.assert_allclose(found["read"][number], read, rtol=1e-4, atol=1e-5)
    everything = layer(QUERY, KEYS, VALUES)["read"]
    np.testing.assert_allclose(everything[0], found["read"][0], rtol=1e-5, atol=1e-5)


@pytest.mark.tensorflow
def test_gradients_are_finite_where_facts_are_missing():
    layer = made()
    for gradient in gradients(
        lambda *given: ops.sum(ops.square(layer(*given, FILLED)["read"])),
        (QUERY, KEYS, VALUES),
        layer.trainable_weights,
    ):
        assert np.isfinite(gradient).all() and gradient.any()


def test_what_it_does_not_take():
    with pytest.raises(ValueError, match="`hops` must be a positive integer. Received: hops=0"):
        KeyValueMemory(0)
    with pytest.raises(ValueError, match=r"of one width. Received: query of shape \(3, 3\), keys"):
        KeyValueMemory()(QUERY[:, :3], KEYS, VALUES)
