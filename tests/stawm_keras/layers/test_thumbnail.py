import keras
import numpy as np
import pytest

from stawm_keras.layers import Thumbnail

RNG = np.random.default_rng(3)


def average(image, size):
    """Each pixel by itself: of a picture in which every pixel is `size` times as large."""
    *sides, channels = image.shape
    large = image.repeat(size[0], axis=0).repeat(size[1], axis=1)
    out = np.zeros((*size, channels))
    for row, column in np.ndindex(*size):
        part = large[row * sides[0] :, column * sides[1] :][: sides[0], : sides[1]]
        out[row, column] = part.mean(axis=(0, 1))
    return out


@pytest.mark.parametrize("size", [(3, 4), (5, 2), (4, 5), (9, 8), (1, 1)])
def test_pixels_are_means_of_what_they_stand_for(size):
    images = RNG.uniform(0, 255, (2, 9, 8, 3))
    expected = [average(image, size) for image in images]
    np.testing.assert_allclose(Thumbnail(size)(images), expected, rtol=1e-5)


def test_float32_under_mixed_precision():
    keras.config.set_dtype_policy("mixed_bfloat16")
    try:
        small = Thumbnail(2)(np.full((1, 6, 5, 1), 250.7, "float32"))
    finally:
        keras.config.set_dtype_policy("float32")
    np.testing.assert_allclose(small, np.full((1, 2, 2, 1), 250.7), rtol=1e-6)


@pytest.mark.parametrize(
    ("size", "shape", "words"),
    [
        (0, (2, 9, 8, 1), "`size` must be .* Received: size=0"),
        (9, (2, 9, 8, 1), r"not less than its own, 9 x 9. Received: images of shape \(2, 9, 8, 1"),
        (3, (2, 9, 8), r"A thumbnail is of images .* shape \(2, 9, 8\)"),
    ],
)
def test_what_cannot_be(size, shape, words):
    with pytest.raises(ValueError, match=words):
        Thumbnail(size)(np.ones(shape, "float32"))
