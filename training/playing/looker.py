"""A model that looks at one picture after another."""

import threading
from typing import NamedTuple

import keras
import numpy as np

from stawm_keras.models import class_names_of
from stawm_keras.models import observe
from stawm_keras.models import seen
from training.cli.errors import InputError
from training.data.picture import fitted

SHOWN = (
    "frames",
    "glimpses",
    "attention",
    "memory",
    "logits",
    "logits_so_far",
    "canvases",
    "drawing",
    "sketch_frames",
)
# Without any of these there is nothing to go through.
NEEDED = {"glimpses", "attention", "drawing"}


class Looked(NamedTuple):
    """What came of a look at a picture.

    Attributes:
        image: Array `(H, W, C)`, the picture as the model was given it.
        found: Arrays by the names of `stawm_keras.models.seen`, of this one image.
        class_names: Names of the classes, or `None`.
    """

    image: np.ndarray
    found: dict
    class_names: tuple[str, ...] | None


class Looker:
    """A model that is compiled once and can be asked from many threads.

    Args:
        name: What visitors know it by.
        model: Keras model that looks or draws.
        fit: How pictures are fitted to it, `"crop"` or `"pad"`.

    Raises:
        InputError: If there is nothing to be shown of the model, or it takes no pictures.
    """

    def __init__(self, name, model, fit="crop"):
        shape = tuple(model.input_shape[1:])
        if len(shape) != 3 or None in shape or shape[-1] not in (1, 3):
            raise InputError(f"{name} takes no pictures, grey or RGB: name another model.")
        there = seen(model).keys()
        if not NEEDED & there:
            raise InputError(f"{name} neither looks nor draws step by step: name another model.")
        self.name, self.shape, self.fit = name, shape, fit
        self.class_names = class_names_of(model)
        self._observed = observe(model, *(part for part in SHOWN if part in there))
        self._one_at_a_time = threading.Lock()
        self._compute(np.zeros(shape))  # Which compiles it.

    def look(self, picture):
        """`Looked`, at a picture as `training.data.picture.read_picture` gives it."""
        image = fitted(picture, *self.shape, self.fit)
        return Looked(image, self._compute(image), self.class_names)

    def _compute(self, image):
        with self._one_at_a_time:
            found = self._observed.predict_on_batch(image[None].astype("float32"))
        return keras.tree.map_structure(lambda part: np.asarray(part, "float32")[0], found)
