import numpy as np
import pytest
from gradients import check_gradients
from keras import ops
from reference import sample
from reference import thin_plate_spline

from stawm_keras.layers import ThinPlateSplineGlimpse

RNG = np.random.default_rng(3)


def images(*shape):
    return RNG.uniform(-1, 1, size=shape).astype("float32")


def poses(sensor, count, spread=0.2):
    moved = RNG.normal(0, spread, (count, sensor.pose_units))
    return (np.array(sensor.whole_image) + moved).astype("float32")


@pytest.mark.parametrize(
    ("shape", "size", "grid"), [((7, 9, 1), (3, 8), (2, 3)), ((5, 4, 3), (6, 1), (4, 4))]
)
def test_equals_the_definition(shape, size, grid):
    sensor = ThinPlateSplineGlimpse(size, grid)
    image, pose = images(3, *shape), poses(sensor, 3)
    expected = thin_plate_spline(image, pose, size, grid)
    np.testing.assert_allclose(sensor(image, pose), expected, atol=2e-5)


@pytest.mark.parametrize("grid", [2, 4, (3, 5)])
def test_whole_image_returns_the_image_to_the_last_bit(grid):
    image, sensor = images(1, 33, 64, 3), ThinPlateSplineGlimpse((33, 64), grid)
    pose = np.array([sensor.whole_image], "float32")
    np.testing.assert_array_equal(sensor(image, pose), image)


def test_points_that_an_affine_map_moves_make_an_affine_glimpse():
    image, sensor = images(3, 6, 7, 2), ThinPlateSplineGlimpse((4, 5), 3)
    affine = np.array([1, 0, 0, 0, 1, 0]) + RNG.normal(0, 0.3, (3, 6))
    points = np.c_[np.reshape(sensor.whole_image, (-1, 2)), np.ones(9)]
    pose = np.einsum("bij,kj->bki", affine.reshape(3, 2, 3), points).reshape(3, 18)
    np.testing.assert_allclose(sensor(image, pose), sample(image, affine, (4, 5)), atol=2e-5)


def test_gradients_equal_finite_differences():
    sensor = ThinPlateSplineGlimpse(4, (2, 3))
    check_gradients(
        sensor,
        lambda *both: thin_plate_spline(*both, (4, 4), (2, 3)),
        (images(2, 5, 4, 1), poses(sensor, 2, spread=0.1)),
    )


def test_frames_are_the_meshes_between_the_control_points():
    sensor = ThinPlateSplineGlimpse(8, (3, 4))
    pose = poses(sensor, 2)
    frames = ops.convert_to_numpy(sensor.frames(np.stack([pose] * 5, axis=1), (11, 21, 1)))
    assert frames.shape == (2, 5, 6, 4, 2)
    points = (pose.reshape(2, 3, 4, 2) + 1) / 2 * (20, 10)
    lower_middle = points[1, [1, 1, 2, 2], [1, 2, 2, 1]]
    np.testing.assert_allclose(frames[1, 3, 4], lower_middle, rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("grid", [1, (3, 1), (4,), 2.5])
def test_bad_grid(grid):
    with pytest.raises(ValueError, match="`grid` must be an integer from 2 on.*grid="):
        ThinPlateSplineGlimpse(4, grid)
