"""Every public layer and model, with how to make one and what to feed it.

A public class that is not here fails the conformance tests.
"""

from typing import NamedTuple

import keras
import numpy as np

from stawm_keras import layers
from stawm_keras import models

RNG = np.random.default_rng(0)
IMAGE = (10, 12, 2)
UNITS = 8


class Entry(NamedTuple):
    """A public class: how to make one, and a tuple of (nested) arrays of three samples to call."""

    make: object
    inputs: tuple


def array(*shape):
    """Three samples, positive, so that no ReLU hides the answer."""
    return RNG.uniform(0.1, 1, size=(3, *shape)).astype("float32")


def pixels():
    return (255 * array(*IMAGE)).astype("float32")


def traces(steps=4):
    return {"keys": array(steps, UNITS), "values": array(steps, UNITS), "retention": array(1)}


def pose():
    return (np.array([0.7, 0.1, 0.2, -0.1, 0.6, -0.1]) + 0.05 * array(6)).astype("float32")


def glimpse_loop(where):
    cnn = keras.Sequential([keras.Input((5, 5, 2)), keras.layers.Flatten()], name="see")
    memory = layers.HebbRosenblattCell(UNITS, scale=0.5, name="memory")
    return layers.GlimpseLoop(cnn, memory, 3, 5, units=12, dropout=0.3, where=where, seed=1)


def backbone(**kwargs):
    return models.STAWMBackbone(
        IMAGE,
        **{"context_cnn": [(4, 3, 2, 1), (6, 3, 1, 0)], "glimpse_cnn": [(4, 3, 1, 0)], **kwargs},
        num_glimpses=3,
        glimpse_size=5,
        memory_units=UNITS,
        lstm_units=12,
        mean=[0.4, 0.5],
        std=[0.2, 0.3],
        seed=1,
    )


def own_cnn():
    """A CNN that the user brings."""
    return keras.Sequential(
        [keras.Input((5, 5, 2)), keras.layers.Conv2D(3, 2), keras.layers.Flatten()], name="own"
    )


def rnn(form):
    cell = layers.HebbRosenblattCell(UNITS, form=form, capacity=3)
    return keras.layers.RNN(cell, return_sequences=True)


ENTRIES = {
    "AffineGlimpse": Entry(lambda: layers.AffineGlimpse((5, 4)), (pixels(), pose())),
    "GlimpseLoop": Entry(lambda: glimpse_loop("pose"), (array(*IMAGE), array(12))),
    "GlimpseLoop, where of emission": Entry(
        lambda: glimpse_loop("emission"), (array(*IMAGE), array(12))
    ),
    "HebbRosenblattCell": Entry(lambda: rnn("traces"), (array(7, UNITS),)),
    "HebbRosenblattCell, dense": Entry(lambda: rnn("dense"), (array(7, 2 * UNITS),)),
    "MemoryQuery": Entry(lambda: layers.MemoryQuery(UNITS, dropout=0.3, seed=1), (array(9),)),
    "MemoryRead": Entry(lambda: layers.MemoryRead(), (traces(), 0.1 * array(UNITS))),
    "MemoryRead, every step": Entry(
        lambda: layers.MemoryRead(every_step=True), (traces(), 0.1 * array(2, UNITS))
    ),
    "PoseEmitter": Entry(lambda: layers.PoseEmitter(7, dropout=0.3, seed=1), (array(9),)),
    "STAWMBackbone": Entry(backbone, (pixels(),)),
    "STAWMBackbone, own CNN": Entry(lambda: backbone(glimpse_cnn=own_cnn()), (pixels(),)),
    "STAWMClassifier": Entry(
        lambda: models.STAWMClassifier(backbone(), num_classes=4, seed=1), (pixels(),)
    ),
}
