import numpy as np
import pytest
from gradients import gradients
from keras import ops
from reference import addition_canvases
from reference import over_canvases

from stawm_keras.layers import AdditionCanvas
from stawm_keras.layers import OverCanvas

SHAPE = (2, 5, 6, 7, 3)


def sketches():
    return np.random.default_rng(0).normal(size=SHAPE).astype("float32")


def masks():
    return np.random.default_rng(1).uniform(size=(*SHAPE[:-1], 1)).astype("float32")


@pytest.mark.parametrize("start", [-6.0, 0.0])
def test_addition_equals_a_loop(start):
    expected = addition_canvases(sketches(), start)
    stages = AdditionCanvas(start, every_step=True)(sketches())
    np.testing.assert_allclose(stages, expected, rtol=1e-5, atol=1e-6)
    last = AdditionCanvas(start)(sketches())
    np.testing.assert_allclose(last, expected[:, -1], rtol=1e-5, atol=1e-6)


def test_over_equals_a_loop():
    expected = over_canvases(sketches(), masks())
    stages = OverCanvas(every_step=True)(sketches(), masks())
    np.testing.assert_allclose(stages, expected, rtol=1e-5, atol=1e-6)
    last = OverCanvas()(sketches(), masks())
    np.testing.assert_allclose(last, expected[:, -1], rtol=1e-5, atol=1e-6)


def test_gradients_of_over_with_hard_masks():
    """d canvas / d sketch is the mask times what the later masks leave uncovered."""
    weights = np.random.default_rng(2).normal(size=SHAPE[:1] + SHAPE[2:]).astype("float32")
    hard = np.round(masks())
    found = gradients(lambda s, m: ops.sum(OverCanvas()(s, m) * weights), (sketches(), hard))
    left, below = np.ones_like(hard[:, 0]), over_canvases(sketches(), hard)
    for step in reversed(range(SHAPE[1])):
        under = below[:, step - 1] if step else np.zeros_like(below[:, 0])
        change = weights * left * (sketches()[:, step] - under)
        np.testing.assert_allclose(found[0][:, step], weights * left * hard[:, step], atol=1e-6)
        np.testing.assert_allclose(
            found[1][:, step], change.sum(-1, keepdims=True), rtol=1e-5, atol=1e-6
        )
        left = left * (1 - hard[:, step])


def test_alpha_of_one_shows_only_the_last_sketch():
    drawn = OverCanvas()(sketches(), np.ones_like(masks()))
    np.testing.assert_array_equal(drawn, sketches()[:, -1])


def test_alpha_of_zero_changes_nothing():
    alphas = np.ones_like(masks())
    alphas[:, 2:] = 0
    drawn = OverCanvas()(sketches(), alphas)
    np.testing.assert_array_equal(drawn, sketches()[:, 1])


@pytest.mark.parametrize("shape", [(2, 5, 6, 7, 3), (2, 4, 6, 7, 1), (2, 5, 7, 6, 1)])
def test_masks_that_do_not_fit(shape):
    with pytest.raises(ValueError, match="one mask.*Received: sketches of shape"):
        OverCanvas()(sketches(), np.ones(shape))
