"""Pictures to begin with, from libraries that ship them."""

import functools
import re

import numpy as np
from PIL import Image

from training import recipes
from training.data import Scenes
from training.data import load
from training.runs.composition import composer_of

SCENES = "mnist_cluttered_60"  # The recipe whose scenes are shown.
NAMES = (*(f"Digit {label}" for label in range(10)), "A 7 in clutter", "A 3 in clutter", "Cat")


@functools.cache
def _digits():
    data = load("mnist", "sample", 10)
    return data.x_test, data.y_test


def example(name):
    """The picture of that name, of `NAMES`."""
    if name == "Cat":
        from skimage.data import chelsea

        return Image.fromarray(chelsea())
    images, labels = _digits()
    place = int(np.flatnonzero(labels == int(re.findall("[0-9]", name)[0]))[0])
    if "clutter" in name:
        recipe, _ = recipes.find(SCENES)
        images = Scenes(images, labels, composer_of(recipe.images.composition, images.shape[1:]))
    return Image.fromarray(images[place : place + 1][0, ..., 0])
