"""What a pose is made of gets the part of its gradient that a cell is told."""

import keras
import numpy as np
import pytest
from gradients import gradients
from keras import ops

from stawm_keras import layers

RNG = np.random.default_rng(3)
IMAGE = RNG.uniform(size=(2, 9, 8, 1)).astype("float32")
CONTEXT = RNG.normal(size=(2, 6)).astype("float32")


def stawm(rate):
    emitter = layers.PoseEmitter(5, localisation_rate=rate)
    look, memory = layers.AffineGlimpse(4), layers.HebbRosenblattCell(3)
    return layers.STAWMCell(look, keras.layers.Flatten(), memory, 6, pose_emitter=emitter)


def edram(rate):
    look, see = layers.AffineGlimpse(4), keras.layers.Flatten()
    return layers.EnrichedDeepRecurrentAttentionCell(look, see, 6, 5, localisation_rate=rate)


def gaussian(rate):
    look = layers.GaussianGlimpse(3)
    return layers.DifferentiableAttentionCell(look, 6, localisation_rate=rate)


@pytest.mark.parametrize("cell", [stawm, edram, gaussian])
def test_a_part_of_the_gradient_is_passed_back(cell):
    loops = [layers.GlimpseLoop(cell(rate), 2) for rate in (1.0, 0.1)]
    weights = None
    for loop in loops:
        loop(IMAGE, CONTEXT)
        weights = weights or [RNG.normal(0, 0.4, weight.shape) for weight in loop.weights]
        loop.set_weights(weights)
    all_of_it, a_part = (
        gradients(lambda image, loop=loop: ops.sum(loop(image, CONTEXT)["poses"][:, 1]), [IMAGE])[0]
        for loop in loops
    )
    assert np.abs(all_of_it).max() > 1e-3
    np.testing.assert_allclose(a_part, 0.1 * all_of_it, rtol=1e-4, atol=1e-8)
    one, other = (loop(IMAGE, CONTEXT)["poses"] for loop in loops)
    np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize("cell", [stawm, edram, gaussian])
@pytest.mark.parametrize("rate", [0, 1.5, "0.1"])
def test_bad_rate(cell, rate):
    with pytest.raises(ValueError, match=r"`localisation_rate` must be in \(0, 1\]. Received: lo"):
        cell(rate)
