"""What every corruption keeps to. They are NumPy's, on every backend the same."""

import numpy as np
import pytest

from training.data.corruptions import CORRUPTIONS

pytestmark = pytest.mark.tensorflow

every = pytest.mark.parametrize("corruption", CORRUPTIONS.values(), ids=CORRUPTIONS)
STRENGTHS = range(1, 6)


def pictures(*shape):
    """Smooth ones, with something in the middle."""
    count, height, width, channels = shape
    y, x = np.mgrid[-1 : 1 : 1j * height, -1 : 1 : 1j * width]
    blob = np.exp(-6 * (x - 0.1) ** 2 - 9 * (y + 0.2 * x) ** 2)[..., None]
    tints = np.linspace(0.6, 1, count * channels).reshape(count, 1, 1, channels)
    return np.rint(220 * blob * tints).astype("uint8")


def rng():
    return np.random.default_rng(0)


def test_fifteen():
    assert len(CORRUPTIONS) == 15
    assert all(len(one.amounts) == len(STRENGTHS) for one in CORRUPTIONS.values())


@every
@pytest.mark.parametrize("shape", [(3, 28, 28, 1), (2, 20, 33, 3)])
def test_images_to_images(corruption, shape):
    images = pictures(*shape)
    before = images.copy()
    for strength in STRENGTHS:
        changed = corruption(images, strength, rng())
        assert changed.dtype == np.uint8 and changed.shape == shape
        np.testing.assert_array_equal(corruption(images, strength, rng()), changed)
    np.testing.assert_array_equal(images, before)


@every
def test_each_strength_is_stronger(corruption):
    images = pictures(60, 28, 28, 1)
    change = [
        np.abs(corruption(images, strength, rng()).astype(float) - images).mean()
        for strength in STRENGTHS
    ]
    assert change[0] > 0 and (np.diff(change) > 0).all(), change


@every
def test_frames_are_images(corruption):
    images = pictures(6, 16, 16, 1)
    video = images.reshape(2, 3, 16, 16, 1)
    changed = corruption(video, 3, rng())
    np.testing.assert_array_equal(changed.reshape(images.shape), corruption(images, 3, rng()))


ALIKE = {"gaussian_blur", "zoom_blur", "scale", "contrast", "brightness"}


@pytest.mark.parametrize("name", sorted(CORRUPTIONS.keys() - ALIKE))
def test_every_image_draws_its_own_numbers(name):
    images = pictures(1, 28, 28, 1).repeat(20, axis=0)
    changed = CORRUPTIONS[name](images, 3, rng())
    assert len(np.unique(changed, axis=0)) > 1
