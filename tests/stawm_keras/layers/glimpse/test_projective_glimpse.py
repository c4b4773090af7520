import numpy as np
import pytest
from gradients import check_gradients
from keras import ops
from reference import projective

from stawm_keras.layers import AffineGlimpse
from stawm_keras.layers import ProjectiveGlimpse

RNG = np.random.default_rng(2)
IDENTITY = np.array([[1, 0, 0, 0, 1, 0, 0, 0]], "float32")


def images(*shape):
    return RNG.uniform(-1, 1, size=shape).astype("float32")


def poses(count, spread=0.3):
    return (IDENTITY + RNG.normal(0, spread, (count, 8))).astype("float32")


def look(image, pose, size):
    return ops.convert_to_numpy(ProjectiveGlimpse(size)(image, pose))


@pytest.mark.parametrize(("shape", "size"), [((7, 9, 1), (3, 8)), ((5, 4, 3), (6, 1))])
def test_equals_the_definition(shape, size):
    image, pose = images(4, *shape), poses(4)
    pose[0, 6:] = (1.3, 0.2)  # The left of this glimpse is beyond the horizon.
    np.testing.assert_allclose(
        look(image, pose, size), projective(image, pose, size), rtol=1e-4, atol=2e-5
    )


def test_whole_image_returns_the_image_to_the_last_bit():
    image = images(1, 33, 64, 3)
    np.testing.assert_array_equal(look(image, IDENTITY, (33, 64)), image)


def test_without_perspective_it_is_an_affine_glimpse():
    image, pose = images(3, 6, 7, 2), poses(3)
    pose[:, 6:] = 0
    affine = AffineGlimpse((4, 5))
    np.testing.assert_allclose(look(image, pose, (4, 5)), affine(image, pose[:, :6]), atol=1e-5)
    ours, theirs = ProjectiveGlimpse(4).frames(pose[None], (6, 7)), pose[None, :, :6]
    np.testing.assert_allclose(ours, affine.frames(theirs, (6, 7)), atol=1e-5)


def test_gradients_equal_finite_differences():
    image, pose = images(2, 6, 5, 2), poses(2, spread=0.15)
    check_gradients(ProjectiveGlimpse(4), lambda *both: projective(*both, (4, 4)), (image, pose))


def test_what_is_beyond_the_horizon_is_zero_and_its_frame_no_number():
    behind = np.array([[1, 0, 0, 0, 1, 0, -1, 0]], "float32")  # From x = 1 on.
    seen = look(np.ones((1, 5, 5, 1), "float32"), behind, 5)
    assert np.isfinite(seen).all() and (seen[:, :, -1] == 0).all() and seen[0, 2, 2] == 1
    frame = ops.convert_to_numpy(ProjectiveGlimpse(5).frames(behind[None], (5, 5)))[0, 0, 0]
    assert np.isnan(frame[1:3]).all() and np.isfinite(frame[[0, 3]]).all()


def test_a_frame_joins_the_places_of_the_corners():
    pose = poses(3)
    corners = np.array([[-1, -1, 1], [1, -1, 1], [1, 1, 1], [-1, 1, 1]])
    found = ops.convert_to_numpy(ProjectiveGlimpse(5).frames(pose[:, None], (11, 21, 1)))
    assert found.shape == (3, 1, 1, 4, 2)
    for frame, numbers in zip(found[:, 0, 0], pose, strict=True):
        x, y, w = np.append(numbers, 1).reshape(3, 3) @ corners.T
        expected = (np.stack([x, y], axis=-1) / w[:, None] + 1) / 2 * (20, 10)
        shown = w > 0
        np.testing.assert_allclose(frame[shown], expected[shown], rtol=1e-4, atol=1e-4)
