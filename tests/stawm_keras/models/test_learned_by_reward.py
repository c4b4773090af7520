"""Rewards for several objects an image; `RecurrentAttention`'s tests hold what is for one."""

import keras
import numpy as np
import pytest
from gradients import gradients
from keras import ops

from stawm_keras.models.learned_by_reward import LearnedByReward

OBJECTS, CLASSES, STEPS = 2, 3, 6
RNG = np.random.default_rng(2)
LABELS = np.array([[2, 0], [1, 1]])
ANSWERS = np.eye(CLASSES, dtype="float32")[[[2, 1], [0, 1]]]  # One of two is right.


@pytest.fixture(scope="module")
def model():
    """As small as one can be that is learned by reward."""
    image = keras.Input((2, 2, 1))
    flat = keras.layers.Flatten()(image)
    parts = {
        "logits": keras.layers.Reshape((OBJECTS, CLASSES))(keras.layers.Dense(6)(flat)),
        "log_probabilities": keras.layers.Dense(STEPS)(flat),
        "baselines": keras.layers.Dense(STEPS)(flat),
    }
    made = LearnedByReward(image, parts["logits"], {}, parts)
    made.compile("sgd", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    return made


def tried(log_probabilities, baselines):
    return {
        "logits": ops.convert_to_tensor(5 * ANSWERS),
        "log_probabilities": log_probabilities,
        "baselines": baselines,
    }


@pytest.mark.parametrize("weights", [None, [1.0, 0.5], [[1.0, 0.0], [0.5, 2.0]]])
def test_each_look_is_rewarded_for_its_own_object(model, weights):
    weights = None if weights is None else np.array(weights, "float32")
    tensors = RNG.normal(size=(2, STEPS)), RNG.uniform(size=(2, STEPS))
    found = gradients(
        lambda *parts: model.compute_loss(None, LABELS, tried(*parts), weights), tensors
    )
    reward = np.array([[1, 1, 1, 0, 0, 0], [0, 0, 0, 1, 1, 1]])
    of_objects = np.ones((2, 1)) if weights is None else weights.reshape(2, -1)
    of_looks = np.broadcast_to(of_objects, (2, OBJECTS)).repeat(3, axis=1) / (2 * OBJECTS)
    advantage = reward - tensors[1]
    expected = -of_looks * advantage, -of_looks * 2 * advantage / 3
    for one, other in zip(found, expected, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("targets", [LABELS, LABELS[..., None], np.eye(CLASSES)[LABELS]])
def test_reward_is_the_share_of_objects_that_are_right(model, targets):
    model.reset_metrics()
    given = tried(*(ops.zeros((2, STEPS)),) * 2)
    found = model.compute_metrics(None, targets, given, np.array([1.0, 3.0], "float32"))
    assert float(found["reward"]) == float(found["baseline_error"]) == 0.5
    found = model.compute_metrics(None, targets, given["logits"], np.array([[0.0, 9.0]] * 2))
    assert float(found["reward"]) == pytest.approx((2 + 2 + 9) / (8 + 18))


def test_targets_of_another_length(model):
    with pytest.raises(ValueError, match=r"labels .batch, 2., or .batch, 2, 3.* shape \(2, 3\)"):
        model.compute_metrics(None, np.zeros((2, 3)), ANSWERS)
