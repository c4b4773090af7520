"""A small classifier with something to say, and images for it."""

import keras
import numpy as np
from keras import ops

from stawm_keras.layers import HebbRosenblattCell
from stawm_keras.models import STAWMBackbone
from stawm_keras.models import STAWMClassifier

SHAPE = (12, 10, 2)


def classifier(dtype="float32", num_glimpses=3, memory=None):
    keras.utils.set_random_seed(1)
    backbone = STAWMBackbone(
        SHAPE,
        context_cnn=[(4, 3, 2, 0), (4, 3, 2, 0)],
        glimpse_cnn=[(4, 3, 1, 0)],
        num_glimpses=num_glimpses,
        glimpse_size=4,
        memory=memory or HebbRosenblattCell(8),
        mean=0.4,
        std=0.2,
        dtype=dtype,
    )
    model = STAWMClassifier(backbone, num_classes=5)
    # An untrained network looks thrice at the whole image and remembers little.
    for variable in model.trainable_variables:
        if len(variable.shape) == 2:
            variable.assign(variable + keras.random.normal(variable.shape, stddev=0.2))
    return model


def pixels(batch, dtype="float32"):
    return (np.random.default_rng(batch).uniform(0, 255, (batch, *SHAPE))).astype(dtype)


def probabilities(model, images):
    return ops.convert_to_numpy(ops.softmax(model.predict(images, verbose=0)))
