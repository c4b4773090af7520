import keras
import numpy as np
import pytest
from keras import ops
from PIL import Image

from stawm_keras.layers import FitImages


def photograph(height, width):
    """What is smooth in most places, as photographs are."""
    noise = np.random.default_rng(0).integers(0, 256, (height // 4 + 1, width // 4 + 1, 3))
    return Image.fromarray(noise.astype("uint8")).resize((width, height), Image.Resampling.BICUBIC)


def fitted(images, shape):
    return ops.convert_to_numpy(FitImages(shape)(images))


@pytest.mark.parametrize("size", [(50, 40), (10, 41), (203, 331)])
@pytest.mark.parametrize("shape", [(28, 28, 3), (12, 30, 3)])
def test_as_pillow_resizes_what_fills_the_shape(size, shape):
    photo = photograph(*size)
    height, width, _ = shape
    scale = max(height / size[0], width / size[1])
    across, down = width / scale, height / scale
    left, top = (size[1] - across) / 2, (size[0] - down) / 2
    box = (left, top, left + across, top + down)
    expected = photo.resize((width, height), Image.Resampling.BILINEAR, box)
    # Pillow rounds after each direction.
    np.testing.assert_allclose(fitted(np.array(photo)[None], shape)[0], expected, atol=1.01)


def test_images_of_the_shape_are_left_as_they_are():
    images = np.random.default_rng(0).uniform(0, 255, (2, 28, 30, 2)).astype("float32")
    np.testing.assert_array_equal(fitted(images, (28, 30, 2)), images)


def test_colour_as_grey_is_its_brightness_and_grey_as_colour_stays_grey():
    photo = photograph(8, 8)
    grey = fitted(np.array(photo)[None], (8, 8, 1))
    np.testing.assert_allclose(grey[0, ..., 0], photo.convert("L"), atol=1.01)
    np.testing.assert_array_equal(fitted(grey, (8, 8, 3)), np.repeat(grey, 3, axis=-1))


def test_before_a_model_it_takes_any_size_and_trains():
    model = keras.Sequential(
        [
            keras.Input((None, None, 1)),
            keras.layers.Conv2D(3, 3, padding="same"),
            FitImages((8, 8, 3)),
            keras.layers.Flatten(),
            keras.layers.Dense(1),
        ]
    )
    model.compile("adam", "mse")
    before = model.get_weights()
    for size in ((9, 14), (8, 8), (5, 6)):
        images = np.random.default_rng(0).uniform(0, 255, (4, *size, 1))
        model.fit(images, np.ones(4), verbose=0)
        assert model.predict(images, verbose=0).shape == (4, 1)
    assert all(np.any(old != new) for old, new in zip(before, model.get_weights(), strict=True))


@pytest.mark.parametrize("shape", [(8, 8), (8, 8, 0), (8.0, 8, 3), 8])
def test_shapes_that_no_image_has(shape):
    with pytest.raises(ValueError, match="three positive integers.*Received: image_shape="):
        FitImages(shape)


@pytest.mark.parametrize("found", [(2, 8, 8, 4), (8, 8, 3)])
def test_images_that_cannot_be_fitted(found):
    with pytest.raises(ValueError, match="with 3 channels, or 1 for 3.*Received: shape "):
        FitImages((8, 8, 3))(np.zeros(found))
