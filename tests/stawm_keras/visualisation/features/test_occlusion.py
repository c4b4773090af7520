import keras
import numpy as np
import pytest

from stawm_keras.visualisation.features import occlusion_sensitivity

SHAPE = (7, 9, 1)


def looks_at(row, column):
    """A model that answers with one pixel, or with the pixel beside it."""
    image = keras.Input(SHAPE)
    return keras.Model(image, image[:, row, column : column + 2, 0])


def test_the_one_pixel_that_counts():
    images = np.random.default_rng(0).uniform(100, 200, (3, *SHAPE)).astype("float32")
    targets = np.array([0, 0, 1])
    found = occlusion_sensitivity(looks_at(4, 3), images, targets, size=1, stride=1, value=50)
    expected = np.zeros((3, 7, 9))
    for b, column in enumerate((3, 3, 4)):
        expected[b, 4, column] = images[b, 4, column, 0] - 50
    np.testing.assert_allclose(found, expected, atol=1e-4)


def test_every_pixel_has_the_mean_of_the_squares_that_cover_it():
    """By hand; the last squares stand at the borders."""
    images = np.full((1, *SHAPE), 10.0)
    found = occlusion_sensitivity(looks_at(4, 3), images, [0], size=3, stride=2)
    falls, counts = np.zeros((2, 7, 9))
    for top in (0, 2, 4):
        for left in (0, 2, 4, 6):
            fall = 10 * (top <= 4 < top + 3 and left <= 3 < left + 3)
            falls[top : top + 3, left : left + 3] += fall
            counts[top : top + 3, left : left + 3] += 1
    np.testing.assert_allclose(found[0], falls / counts, atol=1e-5)
    whole = occlusion_sensitivity(looks_at(4, 3), images, [0], size=7, stride=4)
    assert whole.shape == (1, 7, 9), "which are squares of two places"


@pytest.mark.parametrize(("size", "stride"), [(8, 1), (2, 3), (2, 0)])
def test_squares_that_do_not_cover_the_image(size, stride):
    with pytest.raises(ValueError, match=f"Received: size={size}, stride={stride}"):
        occlusion_sensitivity(looks_at(0, 0), np.zeros((1, *SHAPE)), size=size, stride=stride)
