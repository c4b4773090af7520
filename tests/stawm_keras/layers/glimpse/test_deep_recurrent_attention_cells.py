"""DRAM's and EDRAM's cells, which share their two LSTMs."""

import keras
import numpy as np
import pytest
from gradients import check_gradients
from gradients import gradients
from keras import ops
from reference import deep_attention
from reference import location_log_probability
from reference import retina
from reference import sample

from stawm_keras.layers import AffineGlimpse
from stawm_keras.layers import DeepRecurrentAttentionCell
from stawm_keras.layers import EnrichedDeepRecurrentAttentionCell
from stawm_keras.layers import GlimpseLoop
from stawm_keras.layers import RetinaGlimpse

STEPS, SIZE, STD = 3, 3, 0.4
RNG = np.random.default_rng(4)
IMAGE = RNG.uniform(size=(2, 8, 7, 1)).astype("float32")
CONTEXT = RNG.uniform(-1, 1, size=(2, 6)).astype("float32")


def awake(cell):
    """A loop that moves, and whose units are not all asleep."""
    made = GlimpseLoop(cell, STEPS)
    made(IMAGE, CONTEXT)
    rng = np.random.default_rng(6)
    for weight in made.trainable_weights:
        weight.assign(rng.normal(0.2, 0.5, weight.shape))
    return made


@pytest.fixture(scope="module")
def loop():
    retina, flat = RetinaGlimpse(SIZE, 2), keras.layers.Flatten()
    return awake(DeepRecurrentAttentionCell(retina, flat, 6, path_units=5, std=STD, seed=1))


@pytest.fixture(scope="module")
def enriched():
    look, flat = AffineGlimpse(SIZE), keras.layers.Flatten()
    return awake(EnrichedDeepRecurrentAttentionCell(look, flat, 6, path_units=5))


def weights_of(loop):
    return {
        weight.path.split(f"/{loop.cell.name}/")[1]: ops.convert_to_numpy(weight).astype("float64")
        for weight in loop.trainable_weights
    }


def defined(loop, noise, image=IMAGE):
    """What DRAM's loop gives: samples and, with them, all that it returns."""
    weights, samples, means = weights_of(loop), [], []

    def aim(h2, step):
        means.append(h2 @ weights["policy/mean/kernel"] + weights["policy/mean/bias"])
        samples.append(means[-1] + STD * noise[step])
        return np.clip(samples[-1], -1, 1)

    def see(place):
        return retina(image, place, (SIZE, SIZE), 2).reshape(len(image), -1)

    before, hidden, aims = deep_attention(CONTEXT, STEPS, weights, aim, see)
    samples, means = (np.stack(part, axis=1) for part in (samples, means))
    both = np.concatenate([before, aims], axis=-1)
    return {
        "poses": np.clip(samples, -1, 1),
        "hidden": hidden,
        "log_probabilities": location_log_probability(samples, means, STD),
        "baselines": (both @ weights["baseline/kernel"] + weights["baseline/bias"])[..., 0],
    }


def test_equals_the_definition(loop):
    state = loop.cell.policy.seed_generator.state
    before = ops.convert_to_numpy(state)
    _, noise = loop.cell.begin(IMAGE, CONTEXT, STEPS, training=True)
    state.assign(before)
    expected = defined(loop, ops.convert_to_numpy(noise))
    assert np.abs(expected["poses"]).max() == 1, "some fall outside the image"
    seen = loop(IMAGE, CONTEXT, training=True)
    assert seen.keys() == expected.keys()
    for name, right in expected.items():
        np.testing.assert_allclose(seen[name], right, rtol=1e-4, atol=1e-4, err_msg=name)


def test_gradient_in_the_image_takes_the_places_for_given(loop):
    places = defined(loop, np.zeros((STEPS, 2, 2)))["poses"]

    def hidden(image):
        def see(place):
            return retina(image, place, (SIZE, SIZE), 2).reshape(2, -1)

        weights = weights_of(loop)
        return deep_attention(CONTEXT, STEPS, weights, lambda h, step: places[:, step], see)[1]

    check_gradients(lambda image: loop(image, CONTEXT)["hidden"], hidden, (IMAGE,))


def test_each_part_learns_from_its_own(loop):
    """What aims learns from log-probabilities alone, and the context with it."""
    learners = {
        "hidden": ("what", "where", "knowing_lstm"),
        "log_probabilities": ("aiming_lstm", "policy"),
        "baselines": ("baseline",),
    }
    context = keras.Variable(CONTEXT)
    variables = [context, *loop.trainable_variables]
    for name, learns in learners.items():
        found = gradients(
            lambda name=name: ops.sum(loop(IMAGE, context.value, training=True)[name]),
            variables=variables,
        )
        assert np.any(found[0] != 0) == (name == "log_probabilities"), name
        for weight, gradient in zip(variables[1:], found[1:], strict=True):
            part = weight.path.split(f"/{loop.cell.name}/")[1].split("/")[0]
            assert np.any(gradient != 0) == (part in learns), (name, weight.path)


def test_starts_at_the_centre_and_lets_something_through():
    flat = keras.layers.Flatten()
    loop = GlimpseLoop(DeepRecurrentAttentionCell(RetinaGlimpse(SIZE, 2), flat, 6, 5), 2)
    seen = loop(IMAGE)
    assert ops.convert_to_numpy(seen["poses"]).tolist() == np.zeros((2, 2, 2)).tolist()
    assert np.all(ops.convert_to_numpy(seen["hidden"]) != 0)


def enriched_hidden(loop, image, context):
    weights = weights_of(loop)
    poses = []

    def aim(h2, step):
        poses.append(np.tanh(h2 @ weights["pose/kernel"] + weights["pose/bias"]))
        return poses[-1]

    def see(pose):
        return sample(image, pose, (SIZE, SIZE)).reshape(len(image), -1)

    hidden = deep_attention(context, STEPS, weights, aim, see)[1]
    return np.stack(poses, axis=1), hidden


def test_enriched_equals_the_definition(enriched):
    poses, hidden = enriched_hidden(enriched, IMAGE, CONTEXT)
    seen = enriched(IMAGE, CONTEXT)
    np.testing.assert_allclose(seen["poses"], poses, rtol=1e-4, atol=1e-4)
    np.testing.assert_allclose(seen["hidden"], hidden, rtol=1e-4, atol=1e-4)


def test_enriched_learns_all_of_it_from_the_task(enriched):
    """Through the poses as well, where nothing is bent: the context has no other path."""
    check_gradients(
        lambda image, context: enriched(image, context)["hidden"],
        lambda image, context: enriched_hidden(enriched, image, context)[1],
        (IMAGE, CONTEXT),
    )
    found = gradients(
        lambda: ops.sum(enriched(IMAGE, CONTEXT)["hidden"]), variables=enriched.trainable_variables
    )
    for weight, gradient in zip(enriched.trainable_variables, found, strict=True):
        assert np.any(gradient != 0), weight.path


def test_enriched_starts_with_most_of_the_image():
    cell = EnrichedDeepRecurrentAttentionCell(AffineGlimpse(SIZE), keras.layers.Flatten(), 6)
    first = ops.convert_to_numpy(GlimpseLoop(cell, 1)(IMAGE)["poses"])[0, 0]
    np.testing.assert_allclose(first, np.tanh([1, 0, 0, 0, 1, 0]), rtol=1e-6)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"units": 0}, "`units` must be a positive integer. Received: units=0"),
        ({"path_units": 1.5}, "`path_units` must be a positive integer. Received: path_units=1.5"),
        ({"std": 0}, "`std` must be a positive number.*std=0"),
        ({"sensor": AffineGlimpse(3)}, "must be places, .* whose first pose is .1.0, 0.0, 0.0"),
        ({"sensor": keras.layers.Flatten()}, "`sensor` must be a subclass"),
    ],
)
def test_bad_arguments(arguments, words):
    parts = {"sensor": RetinaGlimpse(3, 1), "glimpse_cnn": keras.layers.Flatten()}
    with pytest.raises(ValueError, match=words):
        DeepRecurrentAttentionCell(**{**parts, **arguments})


@pytest.mark.parametrize(
    ("cnn", "context", "words"),
    [
        (keras.layers.Flatten(), np.zeros((2, 5)), r"must have its 6 units. .* shape \(2, 5\)"),
        (keras.layers.ReLU(), CONTEXT, "`glimpse_cnn` must turn an image into one vector"),
    ],
)
def test_parts_that_do_not_fit(cnn, context, words):
    cell = DeepRecurrentAttentionCell(RetinaGlimpse(SIZE, 1), cnn, 6)
    with pytest.raises(ValueError, match=words):
        GlimpseLoop(cell, 2)(IMAGE, context)
