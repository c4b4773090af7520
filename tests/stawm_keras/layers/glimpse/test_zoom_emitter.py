import math

import numpy as np
import pytest

from stawm_keras.layers import AffineGlimpse
from stawm_keras.layers import ZoomEmitter
from stawm_keras.models import STAWMBackbone

FEATURES = np.random.default_rng(0).normal(size=(64, 9)).astype("float32")


@pytest.mark.parametrize("first", [None, (0.2, 0.7, -0.1)])
def test_starts_with_the_first_pose(first):
    poses = np.array(ZoomEmitter(7, initial_pose=first)(FEATURES))
    scale, x, y = first or (0.3, 0, 0)
    np.testing.assert_allclose(poses, np.tile([scale, 0, x, 0, scale, y], (64, 1)), atol=1e-6)


@pytest.mark.parametrize("narrowest", [0.05, 0.9])
def test_no_frame_ever_leaves_the_image(narrowest):
    emitter = ZoomEmitter(7, widest=0.9, narrowest=narrowest, initial_pose=None)
    emitter.build(FEATURES.shape)
    emitter.pose.kernel.assign(100 * np.random.default_rng(1).normal(size=(7, 3)))
    poses = np.array(emitter(FEATURES))
    frames = np.array(AffineGlimpse(4).frames(poses[:, None], (31, 41)))
    assert frames.min() >= -1e-4
    assert frames[..., 0].max() <= 40 + 1e-4 and frames[..., 1].max() <= 30 + 1e-4
    assert (poses[:, 0] >= narrowest - 1e-6).all() and (poses[:, 0] <= 0.9 + 1e-6).all()
    assert np.abs(poses[:, 2]).max() > 0.05, "they move"


def test_numbers_of_the_definition():
    emitter = ZoomEmitter(7, widest=0.6, narrowest=0.2)
    emitter.build(FEATURES.shape)
    kernel = np.random.default_rng(1).normal(size=(7, 3))
    emitter.pose.kernel.assign(kernel)
    weights = [np.array(w) for w in (emitter.hidden.kernel, emitter.hidden.bias, emitter.pose.bias)]
    hidden = np.maximum(FEATURES @ weights[0] + weights[1], 0)
    a, b, c = (hidden @ kernel + weights[2]).T
    scale = 0.2 + 0.4 / (1 + np.exp(-a))
    poses = np.array(emitter(FEATURES))
    np.testing.assert_allclose(poses[:, [0, 4]], np.stack([scale, scale], 1), rtol=1e-5)
    np.testing.assert_allclose(poses[:, 2], (1 - scale) * np.tanh(b), atol=1e-5)
    np.testing.assert_allclose(poses[:, 5], (1 - scale) * np.tanh(c), atol=1e-5)
    np.testing.assert_array_equal(poses[:, [1, 3]], 0)


def test_spread_has_first_poses_differ_and_is_seeded():
    places = [np.array(ZoomEmitter(7, spread=0.5, seed=3)(FEATURES))[:, 2] for _ in range(2)]
    emitted = [
        np.array(_with_hidden(ZoomEmitter(7, spread=0.5, seed=3))(FEATURES)) for _ in range(2)
    ]
    assert places[0].std() > 0.05
    np.testing.assert_array_equal(emitted[0], emitted[1])


def _with_hidden(emitter):
    """The hidden layer's own weights are Keras' to seed."""
    emitter.build(FEATURES.shape)
    emitter.hidden.kernel.assign(np.random.default_rng(2).normal(size=(9, 7)))
    return emitter


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"widest": 1.0}, "`narrowest` and `widest` must be in order"),
        ({"narrowest": 0.6}, "Received: narrowest=0.6, widest=0.5"),
        ({"spread": -1.0}, "`spread` must not be negative"),
        ({"initial_pose": (0.5, 0.0, 0.0)}, "`initial_pose` must be .*within the image"),
        ({"initial_pose": (0.4, 0.61, 0.0)}, "`initial_pose` must be .*within the image"),
        ({"initial_pose": (0.4, 0.0)}, "`initial_pose` must be .scale, x, y."),
        ({"initial_pose": (math.nan, 0.0, 0.0)}, "`initial_pose` must be"),
    ],
)
def test_bad_arguments(arguments, words):
    with pytest.raises(ValueError, match=words):
        ZoomEmitter(3, **arguments)


def test_backbone_looks_with_it_and_nowhere_else():
    def backbone(emitter):
        convs = [(4, 3, 2, 0)]
        return STAWMBackbone((20, 20, 1), convs, convs, 2, 6, 8, pose_emitter=emitter, seed=1)

    poses = backbone(ZoomEmitter(5, initial_pose=(0.2, 0.5, 0.0)))(np.full((3, 20, 20, 1), 255))[
        "poses"
    ]
    np.testing.assert_allclose(poses[0, 0], [0.2, 0, 0.5, 0, 0.2, 0], atol=1e-6)
    emitter = ZoomEmitter(5)
    emitter.pose_units = 2
    with pytest.raises(ValueError, match="`pose_emitter` must be .*which have 6 numbers"):
        backbone(emitter)
