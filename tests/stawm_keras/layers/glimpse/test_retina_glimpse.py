import numpy as np
import pytest
from gradients import check_gradients
from gradients import gradients
from keras import ops
from reference import retina

from stawm_keras.layers import RetinaGlimpse

RNG = np.random.default_rng(1)


def images(*shape):
    return RNG.uniform(-1, 1, size=shape).astype("float32")


def look(image, pose, *size_and_scales):
    return ops.convert_to_numpy(RetinaGlimpse(*size_and_scales)(image, pose))


@pytest.mark.parametrize(
    ("shape", "size", "scales"),
    [
        ((9, 7, 2), 4, 1),
        ((9, 7, 2), 4, 3),
        ((4, 12, 1), 5, 3),
        ((4, 12, 1), (3, 4), 2),
        ((1, 5, 3), (2, 5), 3),
        ((9, 7, 2), 1, 3),
    ],
)
def test_equals_the_definition(shape, size, scales):
    image, pose = images(3, *shape), RNG.uniform(-1.3, 1.3, (3, 2)).astype("float32")
    sides = (size, size) if isinstance(size, int) else size
    expected = retina(image, pose, sides, scales)
    np.testing.assert_allclose(look(image, pose, size, scales), expected, atol=1e-5)


def test_one_scale_at_a_pixel_is_a_crop():
    image = images(2, 21, 11, 3)
    middle = np.zeros((2, 2), "float32")
    np.testing.assert_array_equal(look(image, middle, (7, 5), 1), image[:, 7:14, 3:8])
    # A pixel right of it and two below, in the coordinates of a pose.
    moved = np.array([[1 / 5, 2 / 10]] * 2, "float32")
    np.testing.assert_allclose(look(image, moved, (7, 5), 1), image[:, 9:16, 4:9], atol=1e-5)


def test_scales_show_the_same_place_each_twice_as_wide():
    image = images(2, 16, 16, 2)
    seen = look(image, np.zeros((2, 2), "float32"), 4, 3)
    np.testing.assert_array_equal(seen[..., :2], image[:, 6:10, 6:10])
    means = image.reshape(2, 4, 4, 4, 4, 2).mean(axis=(2, 4))
    np.testing.assert_allclose(seen[..., 4:], means, atol=1e-6)


def test_gradients_equal_finite_differences():
    image, pose = images(2, 6, 5, 1), np.array([[0.13, -0.42], [-0.91, 0.77]])
    check_gradients(RetinaGlimpse(3, 2), lambda *both: retina(*both, (3, 3), 2), (image, pose))


def test_on_whole_pixels_there_is_a_gradient_too():
    """A retina that starts in the middle, on whole pixels, would stay there otherwise."""
    ramp = np.tile(np.arange(8, dtype="float32"), (1, 8, 1))[..., None]
    look = RetinaGlimpse(4, 1)
    (slope,) = gradients(lambda pose: ops.mean(look(ramp, pose)), (np.zeros((1, 2)),))
    np.testing.assert_allclose(slope, [[3.5, 0]], atol=1e-5)  # Pixels from the middle to an edge.


def test_far_outside_is_zero_and_no_number_is_none():
    image = images(2, 6, 6, 2)
    seen = look(image, np.array([[1e12, -1e12], [np.nan, 0]], "float32"), 4, 2)
    assert (seen[0] == 0).all() and np.isnan(seen[1]).all()


def test_frames_hold_the_pixels_that_are_seen():
    """Of images of one bright pixel, a patch shows those whose pixel its frame encloses."""
    height, width, size = 9, 12, (3, 5)
    lone = np.eye(height * width, dtype="float32").reshape(-1, height, width, 1)
    pose = np.array([2 * 4 / 11 - 1, 2 * 5 / 8 - 1], "float32")
    seen = look(lone, np.tile(pose, (len(lone), 1)), size, 2).max(axis=(1, 2))  # (pixels, K)
    frames = ops.convert_to_numpy(
        RetinaGlimpse(size, 2).frames(np.tile(pose, (2, 3, 1)), (height, width, 1))
    )
    assert frames.shape == (2, 3, 2, 4, 2)
    row, column = np.divmod(np.arange(height * width), width)
    for k, ((left, top), _, (right, bottom), _) in enumerate(frames[1, 2]):
        # Patches of an even width end between pixels of which each is half in.
        inside = (abs(column - (left + right) / 2) < (right - left) / 2 + 1 - 1e-3) & (
            abs(row - (top + bottom) / 2) < (bottom - top) / 2 + 1 - 1e-3
        )
        np.testing.assert_array_equal(seen[:, k] > 1e-5, inside)


@pytest.mark.parametrize("scales", [0, -1, 1.5, "2"])
def test_bad_scales(scales):
    with pytest.raises(ValueError, match="`scales` must be a positive integer.*scales="):
        RetinaGlimpse(4, scales)


def test_a_retina_that_is_too_wide():
    pose = np.zeros((1, 2), "float32")
    assert look(images(1, 3, 4, 1), pose, 4, 5).shape == (1, 4, 4, 5)
    with pytest.raises(ValueError, match="16 times as wide .* together 128 pixels .* of 3 x 4"):
        RetinaGlimpse(4, 6)(images(1, 3, 4, 1), pose)
    with pytest.raises(ValueError, match="`size` must be a positive integer or two"):
        RetinaGlimpse(0, 1)
