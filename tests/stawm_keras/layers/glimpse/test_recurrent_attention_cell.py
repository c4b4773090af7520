import keras
import numpy as np
import pytest
from gradients import check_gradients
from gradients import gradients
from keras import ops
from reference import recurrent_attention

from stawm_keras.layers import AffineGlimpse
from stawm_keras.layers import GaussianGlimpse
from stawm_keras.layers import GlimpseLoop
from stawm_keras.layers import HebbRosenblattCell
from stawm_keras.layers import RecurrentAttentionCell
from stawm_keras.layers import RetinaGlimpse
from stawm_keras.layers import STAWMCell

STEPS, SIZE, SCALES, STD = 3, 3, 2, 0.4
RNG = np.random.default_rng(4)
IMAGE = RNG.uniform(size=(2, 8, 7, 1)).astype("float32")


@pytest.fixture(scope="module")
def loop():
    """A loop that moves, and whose units are not all asleep."""
    cell = RecurrentAttentionCell(RetinaGlimpse(SIZE, SCALES), 6, path_units=5, std=STD, seed=1)
    made = GlimpseLoop(cell, STEPS)
    made(IMAGE)
    rng = np.random.default_rng(6)
    for weight in made.trainable_weights:
        weight.assign(rng.normal(0.1, 0.5, weight.shape))
    return made


@pytest.fixture
def noise(loop):
    """The noise of the next call that trains."""
    state = loop.cell.policy.seed_generator.state
    before = ops.convert_to_numpy(state)
    _, noise = loop.cell.begin(IMAGE, None, STEPS, training=True)
    state.assign(before)
    return ops.convert_to_numpy(noise)


def weights_of(loop):
    return {
        weight.path.split(f"/{loop.cell.name}/")[1]: ops.convert_to_numpy(weight).astype("float64")
        for weight in loop.trainable_weights
    }


def samples_of(loop, noise):
    """Where it looks: step by step, as each is around a mean of what was seen before."""
    weights, samples = weights_of(loop), np.zeros((2, STEPS, 2))
    known = np.zeros((2, 6))
    for step in range(STEPS):
        mean = known @ weights["policy/mean/kernel"] + weights["policy/mean/bias"]
        samples[:, step] = mean + STD * noise[step]
        known = recurrent_attention(IMAGE, samples, weights, STD, SIZE, SCALES)[0][:, step]
    return samples


def test_equals_the_definition(loop, noise):
    samples = samples_of(loop, noise)
    assert np.abs(samples).max() > 1 > np.abs(samples).min(), "some fall outside the image"
    expected = recurrent_attention(IMAGE, samples, weights_of(loop), STD, SIZE, SCALES)
    seen = loop(IMAGE, training=True)
    np.testing.assert_allclose(seen["poses"], np.clip(samples, -1, 1), atol=1e-5)
    for name, right in zip(("hidden", "log_probabilities", "baselines"), expected, strict=True):
        np.testing.assert_allclose(seen[name], right, rtol=1e-4, atol=1e-4, err_msg=name)


def test_gradient_in_the_image_takes_the_places_for_given(loop):
    samples = samples_of(loop, np.zeros((STEPS, 2, 2)))
    check_gradients(
        lambda image: loop(image)["hidden"],
        lambda image: recurrent_attention(image, samples, weights_of(loop), STD, SIZE, SCALES)[0],
        (IMAGE,),
    )


def test_each_part_learns_from_its_own(loop):
    """Core from the task, policy from log-probabilities, baseline from the reward it expects."""
    learners = {
        "hidden": lambda path: "/policy/" not in path and "/baseline/" not in path,
        "log_probabilities": lambda path: "/policy/" in path,
        "baselines": lambda path: "/baseline/" in path,
    }
    for name, learns in learners.items():
        found = gradients(
            lambda name=name: ops.sum(loop(IMAGE, training=True)[name]),
            variables=loop.trainable_variables,
        )
        for weight, gradient in zip(loop.trainable_variables, found, strict=True):
            assert np.any(gradient != 0) == learns(weight.path), (name, weight.path)


def test_looks_at_the_same_places_at_inference(loop):
    first, second = loop(IMAGE), loop(IMAGE)
    np.testing.assert_array_equal(first["poses"], second["poses"])
    assert np.abs(first["poses"] - loop(IMAGE, training=True)["poses"]).max() > 0.01


def test_starts_at_the_centre_with_any_sensor_of_places():
    loop = GlimpseLoop(RecurrentAttentionCell(GaussianGlimpse(3), 6, core="lstm"), 2)
    assert ops.convert_to_numpy(loop(IMAGE)["poses"]).tolist() == np.zeros((2, 2, 5)).tolist()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"units": 0}, "`units` must be a positive integer. Received: units=0"),
        ({"path_units": 1.5}, "`path_units` must be a positive integer. Received: path_units=1.5"),
        ({"core": "gru"}, '`core` must be "rnn" or "lstm". Received: core=gru'),
        ({"std": 0}, "`std` must be a positive number.*std=0"),
        ({"sensor": AffineGlimpse(3)}, "must be places, .* whose first pose is .1.0, 0.0, 0.0"),
        ({"sensor": keras.layers.Flatten()}, "`sensor` must be a subclass"),
    ],
)
def test_bad_arguments(arguments, words):
    with pytest.raises(ValueError, match=words):
        RecurrentAttentionCell(**{"sensor": RetinaGlimpse(3, 1), **arguments})


def test_contexts_that_do_not_fit():
    cell = RecurrentAttentionCell(RetinaGlimpse(SIZE, 1), 6)
    with pytest.raises(ValueError, match=r"must have its 6 units. .* shape \(2, 5\)"):
        GlimpseLoop(cell, 2)(IMAGE, np.zeros((2, 5)))
    memory = HebbRosenblattCell(4)
    needs_one = STAWMCell(AffineGlimpse(3), keras.layers.Flatten(), memory, units=6)
    with pytest.raises(ValueError, match="must have its 6 units. .* shape None"):
        GlimpseLoop(needs_one, 2)(IMAGE)
