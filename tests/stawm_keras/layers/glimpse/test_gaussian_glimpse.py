import functools
import itertools

import numpy as np
import pytest
from gradients import check_gradients
from gradients import gradients
from keras import ops
from reference import gaussian_read

from stawm_keras.layers import GaussianGlimpse
from stawm_keras.layers import GaussianWriter

RNG = np.random.default_rng(4)


def images(*shape):
    return RNG.uniform(-1, 1, size=shape).astype("float32")


def poses(count):
    return RNG.normal(0, 0.4, (count, 5)).astype("float32")


def look(image, pose, size):
    return ops.convert_to_numpy(GaussianGlimpse(size)(image, pose))


@pytest.mark.parametrize("shape", [(7, 9, 1), (11, 4, 3)])
@pytest.mark.parametrize("size", [2, 5])
def test_equals_the_definition(shape, size):
    image, pose = images(3, *shape), poses(3)
    np.testing.assert_allclose(
        look(image, pose, size), gaussian_read(image, pose, size), rtol=1e-4, atol=1e-5
    )


def test_filters_are_counted_from_one_and_lie_evenly_round_the_centre():
    """Narrow filters under a pose of zeros are pixels: from the first to the last, no shift."""
    image, narrow = images(1, 9, 9, 2), np.array([[0, 0, -9, 0, 0]], "float32")
    np.testing.assert_allclose(look(image, narrow, 9), image, atol=1e-6)
    np.testing.assert_allclose(look(image, narrow, 5), image[:, ::2, ::2], atol=1e-6)
    np.testing.assert_allclose(look(image, narrow, 1), image[:, 4:5, 4:5], atol=1e-6)
    rightmost = np.array([[2 * 9 / 10 - 1, 0, -9, -9, 0]], "float32")
    np.testing.assert_allclose(look(image, rightmost, 1), image[:, 4:5, 8:], atol=1e-6)


def test_gradients_equal_finite_differences():
    check_gradients(
        GaussianGlimpse(3), lambda *both: gaussian_read(*both, 3), (images(2, 6, 5, 2), poses(2))
    )


def test_a_grid_that_has_left_the_image_sees_its_edge():
    image = images(1, 6, 5, 1)
    left = np.array([[-9, 0, -2, 0, 0]], "float32")
    centre_row = np.abs(look(image, left, 3) - look(image, left, 3)[:, :, :1])
    assert (centre_row < 1e-5).all()
    np.testing.assert_allclose(
        look(image, left * [1e3, 1, 1, 1, 1], 3)[0, :, 0], look(image, left, 3)[0, :, 0], atol=1e-5
    )


def _total(layer, *given):
    return ops.sum(layer(*given))


@pytest.mark.parametrize("size", [1, 4])
def test_poses_beyond_all_measure_give_numbers(size):
    """Of what is read, what is written, frames and all gradients."""
    utmost = [-1e4, -100, -20, 20, 100, 1e4]
    logarithms = np.array(list(itertools.product(utmost, repeat=3)))
    pose = np.concatenate([RNG.uniform(-2, 2, (len(logarithms), 2)), logarithms], axis=1)
    pose = np.concatenate([pose, pose * [1e4, 1e4, 1, 1, 1], pose * [0, 0, 1, 1, 1]])
    image, patch = images(len(pose), 6, 5, 1), images(len(pose), size, size, 1)
    glimpse, writer = GaussianGlimpse(size), GaussianWriter((6, 5))
    for look_or_write, given in ((glimpse, image), (writer, patch)):
        found = ops.convert_to_numpy(look_or_write(given, pose))
        assert np.isfinite(found).all() and np.abs(found).max() < 1e10
        total = functools.partial(_total, look_or_write)
        for gradient in gradients(total, (given, pose)):
            assert np.isfinite(gradient).all()
    frames = ops.convert_to_numpy(glimpse.frames(pose[None].astype("float32"), (6, 5)))
    assert np.isfinite(frames).all()


def test_far_filters_see_the_nearest_pixels():
    image = images(1, 6, 5, 1)
    far = np.array([[0, 0, 0, 1e4, 0], [1e4, 1e4, 0, 0, 0]], "float32")
    seen = look(np.repeat(image, 2, axis=0), far, 2)[..., 0]
    np.testing.assert_allclose(seen[0], image[0, ::5, ::4, 0], rtol=1e-5)
    np.testing.assert_allclose(seen[1], image[0, 5, 4, 0], rtol=1e-5)


def test_frames_join_the_outermost_filters():
    """Where narrow filters find the columns and rows of a ramp."""
    height, width, pose = 31, 41, np.array([[0.1, -0.2, -9, np.log(0.3), 0]], "float32")
    ramps = np.stack(np.meshgrid(np.arange(width), np.arange(height)), axis=-1)
    seen = look(ramps[None].astype("float32"), pose, 5)[0]
    frames = ops.convert_to_numpy(
        GaussianGlimpse(5).frames(np.stack([pose] * 3, axis=1), (height, width, 2))
    )
    assert frames.shape == (1, 3, 1, 4, 2)
    corners = seen[[0, 0, -1, -1], [0, -1, -1, 0]]
    np.testing.assert_allclose(frames[0, 2, 0], corners, atol=0.51)  # The nearest pixels.


@pytest.mark.parametrize("size", [0, -3, (4, 4), 2.5])
def test_bad_size(size):
    with pytest.raises(ValueError, match="the number of filters along either axis.*size="):
        GaussianGlimpse(size)
