"""Models and layers say where pixels look as if they had been divided by 255."""

import warnings

import keras
import numpy as np
import pytest
from keras import ops
from small_classifier import classifier
from small_classifier import pixels

from stawm_keras.layers import FitImages


@pytest.fixture
def model():
    made = classifier(num_glimpses=1)
    made.compile("sgd", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    return made


LABELS = np.zeros(3, int)
WAYS = {
    "call": lambda model, images: model(images),
    "call with a tensor": lambda model, images: model(ops.convert_to_tensor(images)),
    "predict": lambda model, images: model.predict(images, verbose=0),
    "evaluate": lambda model, images: model.evaluate(images, LABELS, verbose=0),
    "fit": lambda model, images: model.fit(images, LABELS, verbose=0),
}


@pytest.mark.parametrize("way", WAYS)
def test_says_so_once(model, way):
    images = pixels(3) / 255
    with pytest.warns(UserWarning, match=r"pixels in \[0, 255\].*lies in \[0\.\d+, \d.*by 255"):
        WAYS[way](model, images)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        model(images)


def test_a_layer_says_so_too():
    fit = FitImages((4, 4, 2))
    with pytest.warns(UserWarning, match="fit_images.* takes pixels"):
        fit(pixels(3) / 255)


def test_says_nothing_of_other_images(model):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        model.predict(np.zeros((3, 12, 10, 2), "float32"), verbose=0)  # Black in any units.
        model((pixels(3) > 100).astype("uint8"))
        model(pixels(3))
        model(pixels(3) / 255)  # A dark one among others.
