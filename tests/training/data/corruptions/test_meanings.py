"""Corruptions held to their definitions. They are NumPy's, on every backend the same."""

import colorsys

import numpy as np
import pytest

from training.data.corruptions.blur import gaussian_blur
from training.data.corruptions.blur import motion_blur
from training.data.corruptions.cover import clutter
from training.data.corruptions.cover import occlusion
from training.data.corruptions.geometry import rotation
from training.data.corruptions.geometry import scale
from training.data.corruptions.geometry import shear
from training.data.corruptions.geometry import shift
from training.data.corruptions.light import brightness
from training.data.corruptions.light import clouds
from training.data.corruptions.light import contrast
from training.data.corruptions.light import fog
from training.data.corruptions.noise import gaussian_noise
from training.data.corruptions.noise import impulse_noise
from training.data.corruptions.noise import shot_noise

pytestmark = pytest.mark.tensorflow


@pytest.fixture
def rng():
    return np.random.default_rng(0)


@pytest.fixture
def grey():
    return np.full((4, 50, 50, 2), 102, "uint8")


@pytest.fixture
def noisy(rng):
    return rng.integers(0, 256, (5, 12, 14, 3), "uint8")


@pytest.fixture
def square():
    image = np.zeros((30, 41, 41, 1), "uint8")
    image[:, 18:23, 18:23] = 255
    return image


def moments(image):
    """The mass, mean and covariance of where an image (H, W) is bright, in (y, x)."""
    weights = image / image.sum()
    places = np.indices(image.shape).reshape(2, -1)
    return image.sum(), places @ weights.ravel(), np.cov(places, aweights=weights.ravel(), ddof=0)


def test_noise(grey, rng):
    normal = gaussian_noise(grey, 0.1, rng) / 255
    assert normal.mean() == pytest.approx(0.4, abs=0.005)
    assert normal.std() == pytest.approx(0.1, rel=0.02)
    shots = shot_noise(grey, 20, rng) / 255
    assert shots.mean() == pytest.approx(0.4, abs=0.005)
    assert shots.std() == pytest.approx(np.sqrt(0.4 / 20), rel=0.02)
    few = impulse_noise(grey, 0.2, rng)
    assert {*np.unique(few)} == {0, 102, 255}
    for value in (0, 255):
        assert np.mean(few == value) == pytest.approx(0.1, abs=0.01)


def test_blur_is_as_wide_as_it_says(square, rng):
    own = moments(square[0, ..., 0])[2]
    _, mean, covariance = moments(gaussian_blur(square, 2 / 41, rng)[0, ..., 0])
    np.testing.assert_allclose(mean, 20, atol=0.01)
    np.testing.assert_allclose(covariance - own, 2**2 * np.eye(2), atol=0.15)


def test_motion_is_along_a_line(square, rng):
    own = moments(square[0, ..., 0])[2][0, 0]
    angles = []
    for blurred in motion_blur(square, 4 / 41, rng)[..., 0]:
        mass, mean, covariance = moments(blurred.astype(float))
        assert mass == pytest.approx(25 * 255, rel=0.03)
        np.testing.assert_allclose(mean, 20, atol=0.05)
        (narrow, wide), directions = np.linalg.eigh(covariance)
        assert narrow < own + 1 and 0.7 * 16 < wide - own < 16  # Cut off at two deviations.
        angles.append(np.rad2deg(np.arctan(directions[0, 1] / directions[1, 1])))
    assert -46 < min(angles) < -25 and 25 < max(angles) < 46


def test_shifts(noisy, rng):
    moved = shift(noisy, 2 / 12, rng)
    for image, shifted in zip(noisy, moved, strict=True):
        options = [
            np.pad(image, ((2, 2), (2, 2), (0, 0)))[2 - down : 14 - down, 2 - right : 16 - right]
            for down in (-2, 2)
            for right in (-2, 2)
        ]
        assert sum(np.array_equal(shifted, option) for option in options) == 1


def test_affine_changes(rng):
    bar = np.zeros((8, 41, 41, 1), "uint8")
    bar[:, 8:33, 16:25] = 255
    _, mean, covariance = moments(scale(bar, 0.5, rng)[0, ..., 0].astype(float))
    _, _, before = moments(bar[0, ..., 0].astype(float))
    np.testing.assert_allclose(mean, 20, atol=0.01)
    np.testing.assert_allclose(np.sqrt(np.diag(covariance) / np.diag(before)), 0.5, atol=0.05)
    tilts = {}
    for change in (rotation, shear):
        for one in change(bar, 0.4, rng)[..., 0].astype(float):
            _, _, covariance = moments(one)
            tilts.setdefault(change, set()).add(round(covariance[0, 1] / covariance[0, 0], 1))
    assert tilts[rotation] == {-0.4, 0.4}  # tan(0.4) = 0.42
    assert tilts[shear] == {-0.4, 0.4}


def test_contrast(noisy, rng):
    changed = contrast(noisy, 0.25, rng).astype(float)
    means = noisy.mean((1, 2), keepdims=True)
    np.testing.assert_allclose(changed - means, 0.25 * (noisy - means), atol=0.51)


def test_brightness_keeps_the_hue(noisy, rng):
    noisy[0, 0, 0] = 0
    changed = brightness(noisy, 0.3, rng)
    for before, after in zip(noisy[0].reshape(-1, 3), changed[0].reshape(-1, 3), strict=True):
        hue, saturation, value = colorsys.rgb_to_hsv(*before / 255)
        expected = colorsys.hsv_to_rgb(hue, saturation, min(value + 0.3, 1))
        np.testing.assert_allclose(after / 255, expected, atol=0.51 / 255)
    grey = noisy[..., :1]
    expected = np.minimum(grey + 0.3 * 255, 255)
    np.testing.assert_allclose(brightness(grey, 0.3, rng), expected, atol=0.51)


class Highest:
    """Draws the upper end always."""

    def uniform(self, low, high, shape):
        return np.full(shape, high)


def diamonds_and_squares(side, decay):
    """The heights that the algorithm gives where the largest number is always drawn."""
    sky, step, size = np.zeros((side, side)), side, 1.0
    while step > 1:
        half = step // 2

        def mean(y, x, *neighbours):
            return np.mean([sky[(y + dy) % side, (x + dx) % side] for dy, dx in neighbours])

        crosses = [(a * half, b * half) for a in (-1, 1) for b in (-1, 1)]
        straight = [(-half, 0), (half, 0), (0, -half), (0, half)]
        for y in range(half, side, step):
            for x in range(half, side, step):
                sky[y, x] = mean(y, x, *crosses) + size
        for y in range(0, side, half):
            for x in range((y // half + 1) % 2 * half, side, step):
                sky[y, x] = mean(y, x, *straight) + size
        step, size = half, size / decay**2
    return (sky - sky.min()) / np.ptp(sky)


def test_clouds(rng):
    drawn = clouds(3, 13, 1.7, rng)
    assert drawn.shape == (3, 16, 16)
    np.testing.assert_allclose(drawn.min((1, 2)), 0)
    np.testing.assert_allclose(drawn.max((1, 2)), 1)
    np.testing.assert_allclose(clouds(1, 16, 1.7, Highest())[0], diamonds_and_squares(16, 1.7))


def test_fog_is_in_the_images_range(noisy, rng):
    noisy[1] = noisy[1] // 2
    changed = fog(noisy, (2.0, 2.0), rng)
    brightest = noisy.max((1, 2, 3))
    assert (changed.max((1, 2, 3)) <= brightest).all()
    assert (changed.max((1, 2, 3)) > 0.5 * brightest).all()
    without = fog(noisy, (1e-9, 2.0), rng)
    np.testing.assert_array_equal(without, noisy)


def test_occlusion(grey, rng):
    hidden = occlusion(grey, 0.3, rng) == 0
    np.testing.assert_array_equal(hidden.sum((1, 2)), 15 * 15)
    for image in hidden[..., 0]:
        rows, columns = image.any(1), image.any(0)
        assert rows.sum() == columns.sum() == 15
    assert len(np.unique(hidden, axis=0)) == len(grey)


def test_clutter_is_lines_from_left_to_right(rng):
    black = np.zeros((30, 28, 28, 1), "uint8")
    one, three = (clutter(black, lines, rng)[..., 0] for lines in (1, 3))
    assert not one[:, :, :2].any() and not one[:, :, 26:].any()
    inside = one.max(1)[:, 2:26]
    # A line that is drawn near the edge may leave the image.
    assert np.mean(inside.min(1) > 100) > 0.6
    assert 1.9 < three.mean() / one.mean() < 3.1
    rows = one[0].argmax(0)[2:26]
    assert np.ptp(rows) >= 3 and np.abs(np.diff(rows)).max() <= 3
