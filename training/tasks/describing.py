"""Looking and telling what is seen."""

import keras
import numpy as np
from keras import ops

from stawm_keras.models import ShowAttendTell
from stawm_keras.models import observe
from stawm_keras.models.show_attend_tell.vocabulary import Vocabulary
from training.data import Batches
from training.data import captions
from training.tasks import scores
from training.tasks.image_task import ImageTask


class Describing(ImageTask):
    """A `ShowAttendTell` learns to describe scenes of two digits."""

    score = "caption_error"
    boxes = True

    def __init__(self):
        self.vocabulary = Vocabulary(captions.VOCABULARY, captions.MAX_WORDS)

    def make(self, recipe):
        images, running = recipe.images, recipe.running
        return ShowAttendTell(
            images.image_shape,
            captions.VOCABULARY,
            max_words=captions.MAX_WORDS,
            mean=images.mean,
            std=images.std,
            dtype=running.precision,
            **dict(recipe.model),
        )

    def compile_arguments(self, recipe):
        return {
            "loss": keras.losses.SparseCategoricalCrossentropy(from_logits=True),
            "metrics": [keras.metrics.MeanMetricWrapper(all_right, name="right")],
        }

    def targets(self, images, labels, boxes):  # type: ignore[override]  # As `boxes` says.
        return self.vocabulary.encode(captions.captions_of(labels, boxes))

    def inputs(self, images, targets):
        return images, targets  # Each word is to follow from the true ones before it.

    def metrics(self, logs, output=""):
        return {
            "train_caption_error": 100 * (1 - logs["right"]),
            "caption_error": 100 * (1 - logs["val_right"]),
        }

    def evaluate(self, model, images, labels):
        batches = Batches(images, labels, scores.BATCH)
        told = observe(model, "attention", "logits").predict(batches, verbose=0)
        boxes = images.boxes
        tokens = self.targets(images, labels, boxes)
        digits = [self.vocabulary.words.index(name) + 1 for name in captions.DIGITS]
        order, _ = captions.in_order(boxes)
        return scores.of_captions(
            told["logits"].argmax(-1),
            told["attention"],
            tokens,
            np.isin(tokens, digits),
            np.take_along_axis(boxes, order[..., None], axis=1),
            images.shape[1:],
        )

    def in_words(self, scores):
        words = f"{scores['caption_error']:.2f} % of captions wrong"
        if "on_the_digit" in scores:
            words += f", {scores['on_the_digit']:.1f} % of digits looked at when they are named"
        return words


def all_right(tokens, logits):
    """Whether a caption `(B, N)` is right from the first word to the end, `(B,)`.

    Where each word follows from the true ones before it, that is the same as where it follows from
    what the model itself has said.
    """
    right = ops.equal(ops.cast(tokens, "int32"), ops.cast(ops.argmax(logits, axis=-1), "int32"))
    return ops.cast(ops.all(right, axis=-1), "float32")
