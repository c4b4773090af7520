import numpy as np
import pytest
from gradients import check_gradients
from gradients import gradients
from keras import ops
from reference import draw
from reference import sigmoid

from stawm_keras.layers import DRAWCell
from stawm_keras.layers import GlimpseLoop

STEPS, UNITS, LATENTS = 3, 4, 2
RNG = np.random.default_rng(4)
IMAGE = RNG.uniform(size=(2, 5, 4, 2)).astype("float32")
SIZES = [(2, 3), (None, None)]


def made(sizes):
    """A loop that moves."""
    loop = GlimpseLoop(DRAWCell(*sizes, UNITS, LATENTS, seed=1), STEPS)
    loop(IMAGE)
    for weight in loop.trainable_weights:
        weight.assign(RNG.normal(0, 0.5, weight.shape))
    return loop


@pytest.fixture(scope="module", params=SIZES, ids=["attention", "none"])
def loop(request):
    return made(request.param)


def noise_of(loop):
    """The noise of the next call that trains."""
    state = loop.cell.latent.seed_generator.state
    before = ops.convert_to_numpy(state)
    _, noise = loop.cell.begin(IMAGE, None, STEPS, training=True)
    state.assign(before)
    return ops.convert_to_numpy(noise)


def weights_of(loop):
    return {
        weight.path.split(f"/{loop.cell.name}/")[1]: ops.convert_to_numpy(weight).astype("float64")
        for weight in loop.trainable_weights
    }


def defined(loop, image, noise, weights=None):
    sizes = loop.cell.read_size, loop.cell.write_size
    return draw(image, noise, weights or weights_of(loop), *sizes)


def test_equals_the_definition(loop):
    noise = noise_of(loop)
    assert len(np.unique(noise)) == STEPS * 2 * LATENTS, "every step and image draws its own"
    seen = loop(IMAGE, training=True)
    canvases, kl = defined(loop, IMAGE, noise)
    np.testing.assert_allclose(seen["log_odds"], canvases[:, -1], rtol=1e-4, atol=1e-4)
    np.testing.assert_allclose(seen["canvases"], sigmoid(canvases), atol=1e-5)
    np.testing.assert_allclose(seen["kl"], kl, rtol=1e-4, atol=1e-5)
    assert ("poses" in seen) == ("write_poses" in seen) == (loop.cell.read_size is not None)


def test_the_mean_stands_for_the_sample_at_inference(loop):
    expected, _ = defined(loop, IMAGE, np.zeros((STEPS, 2, LATENTS)))
    np.testing.assert_allclose(loop(IMAGE)["log_odds"], expected[:, -1], rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("name", ["log_odds", "kl"])
def test_gradient_in_the_image_equals_finite_differences(loop, name):
    def exact(image):
        canvases, kl = defined(loop, image, np.zeros((STEPS, 2, LATENTS)))
        return {"log_odds": canvases[:, -1], "kl": kl}[name]

    check_gradients(lambda image: loop(image)[name], exact, (IMAGE,))


def test_gradients_in_the_weights_equal_finite_differences(loop):
    """Along a direction in each weight, of a bound that is sampled."""
    noise, weights = noise_of(loop), weights_of(loop)

    def bound():
        seen = loop(IMAGE, training=True)
        return ops.sum(ops.sin(seen["log_odds"])) + ops.sum(seen["kl"])

    def exact(name, change):
        changed = {**weights, name: weights[name] + change}
        canvases, kl = defined(loop, IMAGE, noise, changed)
        return np.sum(np.sin(canvases[:, -1])) + np.sum(kl)

    found = gradients(bound, variables=loop.trainable_variables)
    for name, gradient in zip(weights, found, strict=True):
        change = RNG.normal(size=weights[name].shape)
        slope = (exact(name, 1e-5 * change) - exact(name, -1e-5 * change)) / 2e-5
        assert abs(slope) > 1e-3, name
        assert np.sum(gradient * change) == pytest.approx(slope, rel=2e-3, abs=2e-3), name


def test_draws_the_same_of_latents_alone(loop):
    seen = loop(IMAGE, training=True)
    drawn = loop.cell.generate(seen["latents"])
    np.testing.assert_allclose(drawn, seen["canvases"], rtol=1e-5, atol=1e-6)


def test_one_of_both_attends():
    seen = made((2, None))(IMAGE)
    assert "poses" in seen and "write_poses" not in seen


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"read_size": 0}, "`read_size` must be .* None for no attention. Received: read_size=0"),
        ({"write_size": 1.5}, "`write_size` must be .* Received: write_size=1.5"),
        ({"units": 0}, "`units` must be a positive integer. Received: units=0"),
        ({"latent_units": 0}, "`latent_units` must be a positive integer. .* latent_units=0"),
    ],
)
def test_bad_arguments(arguments, words):
    with pytest.raises(ValueError, match=words):
        DRAWCell(**arguments)


def test_it_takes_no_context():
    with pytest.raises(ValueError, match="leave out the context. Received: .*shape .2, 3."):
        GlimpseLoop(DRAWCell(), 2)(IMAGE, np.zeros((2, 3)))
