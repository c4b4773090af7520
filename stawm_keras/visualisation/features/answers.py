"""What a model answers, and how much it says for one answer.

Symbols: B images, S answers an image, if there are several.
"""

import keras
import numpy as np
from keras import ops

from stawm_keras.models import observe
from stawm_keras.models import seen
from stawm_keras.models.seen import graph_of
from stawm_keras.visualisation.parts import in_parts


def answers_of(model):
    """A function from images to a model's logits, float32 `(B, classes)` or `(B, S, classes)`.

    They are what is to be seen of a model as `"logits"`, or else its only output.

    Raises:
        ValueError: If it has neither, or is not functional.
    """
    if "logits" in seen(model):
        look = observe(model, "logits")
        return lambda images: ops.cast(look(images, training=False)["logits"], "float32")
    graph = graph_of(model)
    if len(graph.outputs) != 1 or len(graph.outputs[0].shape) not in (2, 3):
        shapes = [output.shape for output in graph.outputs]
        raise ValueError(
            '`model` must answer with logits (batch, classes): name its last layer "logits", or '
            f"give it one output. Received: {model.name}, whose outputs are {shapes}"
        )
    answer = keras.Model(graph.inputs[0], graph.outputs[0])
    return lambda images: ops.cast(answer(images, training=False), "float32")


def checked_targets(answer, images, targets):
    """The classes to be explained, integers; where none are given, what is answered."""
    logits = in_parts(answer, images)
    if targets is None:
        return logits.argmax(-1)
    targets, classes = np.asarray(targets), logits.shape[-1]
    fits = targets.shape == logits.shape[:-1] and targets.dtype.kind in "iu"
    if not fits or ((targets < 0) | (targets >= classes)).any():
        raise ValueError(
            f"`targets` must be integers of shape {logits.shape[:-1]} from 0 to {classes - 1}. "
            f"Received: shape {targets.shape}, {targets.ravel().tolist()[:10]}"
        )
    return targets


def scores_of(logits, targets):
    """The logits of the targets, `(B,)`; of several answers an image, their sum."""
    chosen = ops.take_along_axis(logits, ops.expand_dims(targets, -1), axis=-1)
    return ops.sum(ops.reshape(chosen, (ops.shape(chosen)[0], -1)), axis=1)
