"""Where on an image an affine glimpse says that it looks."""

import keras
import numpy as np
import pytest
from keras import ops

from stawm_keras.layers import AffineGlimpse


def frames_of(poses, image_shape):
    return ops.convert_to_numpy(AffineGlimpse(8).frames(poses, image_shape))


def some_poses(*shape):
    noise = np.random.default_rng(4).normal(0, 0.3, (*shape, 6))
    return (np.array([0.6, 0, 0, 0, 0.6, 0]) + noise).astype("float32")


@pytest.mark.parametrize(
    ("pose", "corners"),
    [
        ([1, 0, 0, 0, 1, 0], [(0, 0), (20, 0), (20, 10), (0, 10)]),
        ([0.5, 0, -0.5, 0, 0.5, -0.5], [(0, 0), (10, 0), (10, 5), (0, 5)]),
        # A quarter turn of the coordinates: right in the glimpse is down in the image.
        ([0, -1, 0, 1, 0, 0], [(20, 0), (20, 10), (0, 10), (0, 0)]),
        # An eighth of a turn of a square in [-1, 1], which the image's shape then stretches.
        ([0.5, -0.5, 0.2, 0.5, 0.5, 0], [(12, 0), (22, 5), (12, 10), (2, 5)]),
    ],
)
def test_frames_are_where_they_should_be(pose, corners):
    frames = frames_of(np.array([[pose]], "float32"), (11, 21, 3))
    assert frames.shape == (1, 1, 1, 4, 2)
    np.testing.assert_allclose(frames[0, 0, 0], corners, atol=1e-5)


@pytest.mark.parametrize(("batch", "glimpses"), [(1, 4), (4, 1)])
def test_a_model_of_frames_gives_the_same(batch, glimpses):
    """As many poses as a frame has corners, and channels a bias would be for."""
    poses = some_poses(batch, glimpses)
    symbolic = keras.Input((glimpses, 6))
    model = keras.Model(symbolic, AffineGlimpse(8).frames(symbolic, (11, 21)))
    np.testing.assert_allclose(model(poses), frames_of(poses, (11, 21)), atol=1e-5)


def test_a_frame_encloses_what_the_glimpse_shows():
    """Of images of one bright pixel, a glimpse shows those whose pixel its frame encloses."""
    path = pytest.importorskip("matplotlib.path")
    height, width = 9, 12
    lone = np.eye(height * width, dtype="float32").reshape(-1, height, width, 1)
    points = np.argwhere(np.ones((height, width)))[:, ::-1]  # (x, y)
    for pose in some_poses(6):
        glimpses = AffineGlimpse(40)(lone, np.tile(pose, (len(lone), 1)))
        shown = ops.convert_to_numpy(glimpses).max(axis=(1, 2, 3)) > 0
        ((frame,),) = frames_of(pose[None, None], (height, width))[0]
        inside = path.Path(frame).contains_points(points)
        assert inside.any()
        assert shown[inside].all()
        # A pixel reaches less than one pixel far, in rows and in columns.
        near = inside | (distances(points, frame) < np.sqrt(2))
        assert not shown[~near].any()


def distances(points, frame):
    """From each point to the nearest of the frame's sides."""
    found = []
    for start, end in zip(frame, np.roll(frame, -1, axis=0), strict=True):
        side = end - start
        part = np.clip((points - start) @ side / (side @ side), 0, 1)
        found.append(np.linalg.norm(points - start - part[:, None] * side, axis=1))
    return np.min(found, axis=0)


def test_frames_of_sketches_are_those_of_the_inverse_poses():
    poses = some_poses(2, 5)
    square = np.concatenate([poses.reshape(2, 5, 2, 3), np.full((2, 5, 1, 3), [0, 0, 1])], axis=2)
    inverse = np.linalg.inv(square)[:, :, :2].reshape(2, 5, 6).astype("float32")
    found = ops.convert_to_numpy(AffineGlimpse((9, 12)).sketch_frames(inverse, (9, 12, 1)))
    np.testing.assert_allclose(found, frames_of(poses, (9, 12)), rtol=1e-3, atol=1e-3)


def test_a_sketch_under_a_pose_that_cannot_be_inverted_has_no_frame():
    poses = np.array([[[1, 2, 0, 2, 4, 0], [1, 0, 0, 0, 1, 0]]], "float32")
    found = ops.convert_to_numpy(AffineGlimpse(9).sketch_frames(poses, (9, 9)))
    assert np.isnan(found[0, 0]).all() and np.isfinite(found[0, 1]).all()
