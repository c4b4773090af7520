import numpy as np
import pytest
from facts import by_name
from facts import memory_hops
from facts import set_all
from gradients import gradients
from keras import ops

from stawm_keras.layers import MemoryHops

STORIES = np.array(
    [
        [[1, 2, 3, 0], [4, 0, 0, 0], [2, 5, 1, 3]],
        [[0, 0, 0, 0], [3, 3, 1, 0], [0, 0, 0, 0]],
        [[5, 4, 0, 0], [1, 4, 2, 0], [0, 0, 0, 0]],
        [[0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]],  # Nothing is known at all.
    ]
)
QUESTIONS = np.array([[5, 1, 0], [2, 3, 4], [1, 0, 0], [4, 2, 0]])
tyings = pytest.mark.parametrize("tying", ["adjacent", "layer_wise"])


def made(**given):
    layer = MemoryHops(6, units=5, hops=3, num_facts=3, **given)
    layer.build(STORIES.shape, QUESTIONS.shape)
    return set_all(layer)


@tyings
@pytest.mark.parametrize("linear", [False, True])
def test_equals_the_definition(tying, linear):
    layer = made(tying=tying, linear_start=int(linear))
    weights = by_name(layer)
    found = layer(STORIES, QUESTIONS)
    for number, (facts, question) in enumerate(zip(STORIES, QUESTIONS, strict=True)):
        looked, logits = memory_hops(facts, question, weights, 5, 3, tying, linear)
        np.testing.assert_allclose(found["facts"][number], looked, rtol=1e-4, atol=1e-5)
        np.testing.assert_allclose(found["logits"][number], logits, rtol=1e-4, atol=1e-5)


@pytest.mark.tensorflow
@tyings
def test_gradients_are_finite_where_facts_are_missing(tying):
    layer = made(tying=tying)

    def likely():
        return ops.sum(ops.log_softmax(layer(STORIES, QUESTIONS)["logits"])[:, 2])

    for gradient in gradients(likely, variables=layer.trainable_weights):
        assert np.isfinite(gradient).all() and gradient.any()


def test_no_word_has_no_weight():
    """Whatever its embedding, and wherever it stands."""
    layer = made()
    before = layer(STORIES, QUESTIONS)["logits"]
    words = ops.convert_to_numpy(layer.of_facts.words).copy()
    words[0] = 9
    layer.of_facts.words.assign(words)
    moved = np.pad(np.roll(STORIES, -1, axis=1)[1:2], ((0, 0), (0, 0), (1, 1)))
    wider = np.pad(STORIES, ((0, 0), (0, 0), (0, 2)))
    after = layer(np.concatenate([wider, moved]), QUESTIONS[[0, 1, 2, 3, 1]])["logits"]
    np.testing.assert_allclose(after[:4, 1:], before[:, 1:], rtol=1e-5, atol=1e-5)
    np.testing.assert_allclose(after[4, 1:], before[1, 1:], rtol=1e-5, atol=1e-5)


def test_attention_rests_where_there_is_no_fact():
    facts = ops.convert_to_numpy(made()(STORIES, QUESTIONS)["facts"])
    np.testing.assert_allclose(facts[0].sum(axis=-1), 1, rtol=1e-5)
    shares = facts[1:3].sum(axis=-1)
    assert (shares > 0).all() and (shares < 1 + 1e-6).all() and (shares[:, 0] < 0.95).all()
    assert not facts[~np.tile(STORIES.any(axis=-1)[:, None], (1, 3, 1))].any()


def test_linear_start_ends_after_its_steps():
    layer, softmax = made(linear_start=2), made()
    for step in range(4):
        looked = layer(STORIES, QUESTIONS, training=True)["facts"]
        is_softmax = np.allclose(looked, softmax(STORIES, QUESTIONS)["facts"], atol=1e-5)
        assert is_softmax == (step >= 2)
        assert np.allclose(looked, layer(STORIES, QUESTIONS)["facts"]) == (step != 1)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"hops": 0}, "`hops` must be a positive integer. Received: hops=0"),
        ({"tying": "all"}, """`tying` must be "adjacent" or "layer_wise". Received: tying='all'"""),
        ({"linear_start": -1}, "must be a number of steps, 0 for none. Received: linear_start=-1"),
    ],
)
def test_bad_arguments(given, words):
    with pytest.raises(ValueError, match=words):
        MemoryHops(6, **given)
