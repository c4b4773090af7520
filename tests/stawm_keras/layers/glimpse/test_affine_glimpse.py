import keras
import numpy as np
import pytest
from gradients import check_gradients
from gradients import gradients
from keras import ops
from reference import sample

from stawm_keras.layers import AffineGlimpse

IDENTITY = np.array([[1, 0, 0, 0, 1, 0]], "float32")


def images(*shape):
    return np.random.default_rng(1).uniform(-1, 1, size=shape).astype("float32")


def poses(count, spread=0.6):
    return (IDENTITY + np.random.default_rng(2).normal(0, spread, (count, 6))).astype("float32")


def look(image, pose, size):
    return ops.convert_to_numpy(AffineGlimpse(size)(image, pose))


@pytest.mark.parametrize("shape", [(7, 9, 1), (5, 4, 3), (1, 6, 2)])
@pytest.mark.parametrize("size", [4, 11, (3, 8), 1])
def test_equals_a_numpy_loop(shape, size):
    image, pose = images(3, *shape), poses(3)
    sides = (size, size) if isinstance(size, int) else size
    np.testing.assert_allclose(look(image, pose, size), sample(image, pose, sides), atol=2e-6)


@pytest.mark.parametrize("shape", [(28, 28, 1), (33, 64, 3), (2, 3, 1), (1, 1, 1), (127, 90, 2)])
def test_identity_pose_returns_the_image_to_the_last_bit(shape):
    image = images(2, *shape)
    identity = np.repeat(IDENTITY, 2, axis=0)
    np.testing.assert_array_equal(look(image, identity, shape[:2]), image)


def test_corners_are_the_centres_of_the_corner_pixels():
    image = images(1, 5, 7, 1)
    glimpse = look(image, IDENTITY, 2)[0, ..., 0]
    np.testing.assert_array_equal(glimpse, image[0, ::4, ::6, 0])


def test_x_is_the_column_and_y_the_row():
    image = np.zeros((1, 5, 5, 1), "float32")
    image[0, 2, 4] = 1  # The middle of the right border.
    right = np.array([[0, 0, 1, 0, 0, 0]], "float32")
    assert look(image, right, 1).item() == 1


def test_far_outside_is_zero():
    pose = np.array([[1, 0, 1e12, 0, 1, -1e12]], "float32")
    np.testing.assert_array_equal(look(images(1, 6, 6, 2), pose, 4), 0)


def test_a_pose_that_is_not_a_number_gives_a_glimpse_that_is_none():
    pose = np.array([[1, 0, np.nan, 0, 1, 0]], "float32")
    assert np.isnan(look(images(1, 6, 6, 2), pose, 4)).all()


def test_gradients_equal_finite_differences():
    image, pose = images(2, 6, 5, 2), poses(2, spread=0.2)
    check_gradients(AffineGlimpse(4), lambda *both: sample(*both, (4, 4)), (image, pose))


def test_pose_moves_to_a_lone_bright_spot():
    """The learning signal is real: gradients through the sampler alone find the spot."""
    rows, columns = np.mgrid[0:28, 0:28]
    spot = np.exp(-((rows - 18) ** 2 + (columns - 9) ** 2) / (2 * 3.0**2))
    image = spot.astype("float32")[None, ..., None]
    pose = np.array([[0.4, 0, 0, 0, 0.4, 0]], "float32")
    before = look(image, pose, 8).mean()
    layer = AffineGlimpse(8)
    for _ in range(60):
        (slope,) = gradients(lambda p: -ops.mean(layer(image, p)), (pose,))
        slope[:, [0, 1, 3, 4]] = 0  # Only the position moves.
        pose = pose - 0.5 * slope
    x, y = (pose[0, 2] + 1) / 2 * 27, (pose[0, 5] + 1) / 2 * 27
    assert (x, y) == (pytest.approx(9, abs=0.7), pytest.approx(18, abs=0.7))
    assert look(image, pose, 8).mean() > 1.5 * before


def test_image_of_unknown_size():
    image = keras.Input((None, None, 1))
    pose = keras.Input((6,))
    model = keras.Model([image, pose], AffineGlimpse((6, 9))(image, pose))
    values = images(2, 6, 9, 1)
    identity = np.repeat(IDENTITY, 2, axis=0)
    np.testing.assert_array_equal(model.predict([values, identity], verbose=0), values)


@pytest.mark.parametrize("size", [0, -3, (4,), (4, 0), 2.5, "8"])
def test_bad_size(size):
    with pytest.raises(ValueError, match="`size` must be a positive integer or two of them"):
        AffineGlimpse(size)


def test_bad_shapes():
    with pytest.raises(ValueError, match="images of shape .* Received: image of shape"):
        AffineGlimpse(4)(images(2, 5, 5), poses(2))
    with pytest.raises(ValueError, match="a frame each. Received: image of shape"):
        AffineGlimpse(4)(images(2, 3, 5, 5, 1), poses(8).reshape(2, 4, 6))
    with pytest.raises(ValueError, match=r"poses of shape .* Received: .* pose of shape \(2, 4\)"):
        AffineGlimpse(4)(images(2, 5, 5, 1), poses(2)[:, :4])


def test_frames_join_the_corners_of_what_is_seen():
    """Corners of a turned and moved pose, by the matrix; and of the sketch that undoes it."""
    pose = np.array([0.4, -0.3, 0.2, 0.1, 0.5, -0.6])
    matrix = pose.reshape(2, 3)
    corners = np.array([[-1, -1, 1], [1, -1, 1], [1, 1, 1], [-1, 1, 1]]) @ matrix.T
    expected = (corners + 1) / 2 * (20, 10)
    look = AffineGlimpse(5)
    found = ops.convert_to_numpy(look.frames(np.tile(pose, (2, 3, 1)), (11, 21, 1)))
    assert found.shape == (2, 3, 1, 4, 2)
    np.testing.assert_allclose(found[1, 2, 0], expected, rtol=1e-5, atol=1e-5)

    turned = np.linalg.inv(matrix[:, :2])
    inverse = np.concatenate([turned, -turned @ matrix[:, 2:]], axis=1).reshape(1, 1, 6)
    placed = ops.convert_to_numpy(look.sketch_frames(inverse, (11, 21)))
    np.testing.assert_allclose(placed[0, 0, 0], expected, rtol=1e-4, atol=1e-4)


def test_the_frame_of_a_sketch_that_is_a_line_is_no_number():
    flat = np.array([[[1.0, 0, 0, 2, 0, 0]]])
    assert np.isnan(ops.convert_to_numpy(AffineGlimpse(5).sketch_frames(flat, (9, 9)))).all()


def test_a_pose_for_every_glimpse_and_a_frame_of_a_video_for_each():
    rng = np.random.default_rng(2)
    video = rng.uniform(size=(2, 3, 6, 7, 1)).astype("float32")
    poses = (np.array([0.5, 0, 0, 0, 0.5, 0]) + 0.2 * rng.normal(size=(2, 3, 6))).astype("float32")
    look = AffineGlimpse(4)
    for image in (video, video[:, 0]):
        found = look(image, poses)
        for n in range(3):
            frame = image[:, n] if image.ndim == 5 else image
            np.testing.assert_array_equal(found[:, n], AffineGlimpse(4)(frame, poses[:, n]))
        look = AffineGlimpse(4)
