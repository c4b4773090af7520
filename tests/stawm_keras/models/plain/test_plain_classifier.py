import keras
import numpy as np
import pytest
from keras import ops

from stawm_keras.models import PlainClassifier


@pytest.mark.parametrize(
    ("arguments", "parameters"),
    [
        # What their layers have, counted by hand for 60 x 60 pixels.
        ({"units": (64, 64)}, 3600 * 64 + 64 + 64 * 64 + 64 + 64 * 10 + 10),
        ({}, 3600 * 256 + 256 + 256 * 256 + 256 + 256 * 10 + 10),
        (
            {"cnn": [(8, 10, 5)], "units": (256,)},
            10 * 10 * 8 + 8 + 11 * 11 * 8 * 256 + 256 + 256 * 10 + 10,
        ),
        (
            {"cnn": [(32, 9, 1, 0, 2), (32, 7, 1, 0, 2)], "units": ()},
            9 * 9 * 32 + 32 + 7 * 7 * 32 * 32 + 32 + 10 * 10 * 32 * 10 + 10,
        ),
    ],
)
def test_networks_of_published_tables(arguments, parameters):
    assert PlainClassifier((60, 60, 1), 10, **arguments).count_params() == parameters


def test_layers_are_rectified():
    model = PlainClassifier((2, 3, 1), 4, units=(5,), mean=0.5, std=0.25)
    x = np.random.default_rng(0).uniform(0, 255, (3, 2, 3, 1))
    kernel, bias, second, second_bias = (ops.convert_to_numpy(w) for w in model.weights)
    hidden = np.maximum(((x / 255 - 0.5) / 0.25).reshape(3, 6) @ kernel + bias, 0)
    np.testing.assert_allclose(model(x), hidden @ second + second_bias, rtol=1e-4, atol=1e-5)


def test_own_cnn():
    cnn = keras.Sequential([keras.Input((6, 6, 1)), keras.layers.GlobalAveragePooling2D()])
    assert PlainClassifier((6, 6, 1), 3, cnn=cnn, units=())(np.zeros((2, 6, 6, 1))).shape == (2, 3)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"units": (64, 0)}, r"`units` must be positive integers. Received: units=\(64, 0\)"),
        ({"cnn": [(4, 9)]}, "Convolution 1 of 1 leaves nothing of the image"),
        ({"num_classes": 1}, "`num_classes` must be an integer of at least 2"),
    ],
)
def test_bad_arguments(arguments, words):
    with pytest.raises(ValueError, match=words):
        PlainClassifier(**{"image_shape": (6, 6, 1), "num_classes": 3, **arguments})
