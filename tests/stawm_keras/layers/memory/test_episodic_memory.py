import numpy as np
import pytest
from facts import by_name
from facts import episodic_memory
from facts import set_all
from gradients import gradients
from keras import ops

from stawm_keras.layers import EpisodicMemory

RNG = np.random.default_rng(3)
QUESTION, FACTS = RNG.normal(size=(3, 4)), RNG.normal(size=(3, 5, 4))
FILLED = np.array([[1, 1, 1, 1, 1], [0, 1, 0, 1, 0], [0, 0, 0, 0, 0]])


def made(gate="softmax"):
    layer = EpisodicMemory(4, episodes=2, gate=gate)
    layer.build(QUESTION.shape, FACTS.shape)
    return set_all(layer)


@pytest.mark.parametrize("gate", ["softmax", "sigmoid"])
def test_equals_the_definition(gate):
    layer = made(gate)
    weights, found = by_name(layer), layer(QUESTION, FACTS, FILLED)
    for number, given in enumerate(zip(QUESTION, FACTS, FILLED, strict=True)):
        looked, read = episodic_memory(*given, weights, 2, gate)
        np.testing.assert_allclose(found["facts"][number], looked, rtol=1e-4, atol=1e-5)
        np.testing.assert_allclose(found["read"][number], read, rtol=1e-4, atol=1e-5)
    everything = layer(QUESTION, FACTS)["read"]
    np.testing.assert_allclose(everything[0], found["read"][0], rtol=1e-5, atol=1e-5)


@pytest.mark.tensorflow
def test_gradients_are_finite_where_facts_are_missing():
    layer = made()
    for gradient in gradients(
        lambda *given: ops.sum(ops.square(layer(*given, FILLED)["read"])),
        (QUESTION, FACTS),
        layer.trainable_weights,
    ):
        assert np.isfinite(gradient).all()
    assert gradient.any()


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"episodes": 0}, "`episodes` must be a positive integer. Received: episodes=0"),
        ({"gate": "hard"}, """`gate` must be "softmax" or "sigmoid". Received: gate='hard'"""),
    ],
)
def test_bad_arguments(given, words):
    with pytest.raises(ValueError, match=words):
        EpisodicMemory(4, **given)


def test_another_width():
    with pytest.raises(ValueError, match=r"must be of `units`, 3. Received: question of shape \(3"):
        EpisodicMemory(3)(QUESTION, FACTS)
