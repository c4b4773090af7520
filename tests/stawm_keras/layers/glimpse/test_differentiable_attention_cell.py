import numpy as np
import pytest
from gradients import check_gradients
from gradients import gradients
from keras import ops
from reference import differentiable_attention

from stawm_keras.layers import AffineGlimpse
from stawm_keras.layers import DifferentiableAttentionCell
from stawm_keras.layers import GaussianGlimpse
from stawm_keras.layers import GlimpseLoop

STEPS, SIZE = 3, 2
RNG = np.random.default_rng(4)
IMAGE = RNG.uniform(size=(2, 6, 5, 1)).astype("float32")


@pytest.fixture(scope="module")
def loop():
    """A loop that moves."""
    made = GlimpseLoop(DifferentiableAttentionCell(GaussianGlimpse(SIZE), 4), STEPS)
    made(IMAGE)
    for weight in made.trainable_weights:
        weight.assign(RNG.normal(0, 0.7, weight.shape))
    return made


def weights_of(loop):
    return {
        weight.path.split(f"/{loop.cell.name}/")[1]: ops.convert_to_numpy(weight).astype("float64")
        for weight in loop.trainable_weights
    }


def test_equals_the_definition(loop):
    seen = loop(IMAGE)
    expected = differentiable_attention(IMAGE, STEPS, weights_of(loop), SIZE)
    assert np.ptp(expected[0], axis=1).max() > 0.5, "it moves"
    for name, right in zip(("poses", "hidden"), expected, strict=True):
        np.testing.assert_allclose(seen[name], right, rtol=1e-4, atol=1e-5, err_msg=name)


def test_gradients_equal_finite_differences(loop):
    """Of the image, and of all that says where to look next."""
    weights = weights_of(loop)
    check_gradients(
        lambda image: loop(image)["hidden"],
        lambda image: differentiable_attention(image, STEPS, weights, SIZE)[1],
        (IMAGE,),
    )
    found = gradients(
        lambda: ops.sum(loop(IMAGE)["hidden"][:, -1]), variables=loop.trainable_variables
    )
    for name, gradient in zip(weights, found, strict=True):
        moved = RNG.normal(size=weights[name].shape)
        either = [
            differentiable_attention(
                IMAGE, STEPS, {**weights, name: weights[name] + step * moved}, SIZE
            )[1][:, -1].sum()
            for step in (1e-5, -1e-5)
        ]
        slope = (either[0] - either[1]) / 2e-5
        assert np.sum(gradient * moved) == pytest.approx(slope, rel=1e-3, abs=1e-4), name


def test_looks_first_as_it_is_told_with_any_sensor():
    for initial, first in ((None, (1, 0, 0, 0, 1, 0)), ([0.5, 0, 0, 0, 0.5, 0],) * 2):
        cell = DifferentiableAttentionCell(AffineGlimpse(3), 4, initial_pose=initial)
        poses = ops.convert_to_numpy(GlimpseLoop(cell, 2)(IMAGE)["poses"])
        assert poses[:, 0].tolist() == [list(first)] * 2
        assert np.all(poses[:, 1] != poses[:, 0])


def test_a_context_is_the_first_output(loop):
    context = RNG.normal(size=(2, 4)).astype("float32")
    poses = loop(IMAGE, context)["poses"]
    weights = weights_of(loop)
    expected = context @ weights["pose/kernel"] + weights["pose/bias"]
    np.testing.assert_allclose(poses[:, 0], expected, rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"units": 0}, "`units` must be a positive integer. Received: units=0"),
        ({"sensor": None}, "`sensor` must be a subclass of .*Sensor"),
        ({"initial_pose": (0, 0)}, "must be a pose of the sensor, 5 numbers. Received: .*0, 0"),
    ],
)
def test_bad_arguments(arguments, words):
    with pytest.raises(ValueError, match=words):
        DifferentiableAttentionCell(**{"sensor": GaussianGlimpse(3), **arguments})


def test_contexts_that_do_not_fit():
    cell = DifferentiableAttentionCell(GaussianGlimpse(3), 4)
    with pytest.raises(ValueError, match="must have its 4 units. Received: .*shape .2, 3."):
        GlimpseLoop(cell, 2)(IMAGE, np.zeros((2, 3)))
