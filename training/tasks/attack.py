"""Projected gradient descent: small changes of pixels that mislead a classifier the most."""

import keras
import numpy as np
from keras import ops

from stawm_keras.backend.pixel_gradients import compiled_gradient
from stawm_keras.models import observe

STEPS = 40
# Of the strength: as in the source, from one end of what is allowed to the other and back again.
STEP = 2.5 / STEPS


def attack_on(model):
    """An attack on a classifier, in L-infinity.

    It starts at random and follows the sign of the gradient of the cross-entropy of what the model
    answers at inference, where models that train on random numbers draw none. What has no gradient,
    such as where a policy looks, is left out, and the model is attacked through the rest.

    Args:
        model: Model with `"logits"` to be seen.

    Returns:
        Function of images (B, ...) in [0, 255], integer labels, a strength, which is the share of
        the range by which a pixel may change, and a random generator; to images, float32.

    Reference:
        Madry et al., "Towards Deep Learning Models Resistant to Adversarial Attacks", 2018.
    """
    classify = observe(model, "logits")

    def loss(images, labels):
        logits = ops.cast(classify(images, training=False)["logits"], "float32")
        losses = keras.losses.sparse_categorical_crossentropy(labels, logits, from_logits=True)
        return ops.sum(losses)

    gradient = compiled_gradient(loss)

    def attacked(images, labels, strength, rng):
        images = np.asarray(images, np.float32)
        most = 255 * strength
        low, high = np.maximum(images - most, 0), np.minimum(images + most, 255)
        moved = images + rng.uniform(-most, most, images.shape).astype(np.float32)
        for _ in range(STEPS):
            moved = moved.clip(low, high)
            uphill = np.sign(ops.convert_to_numpy(gradient(moved, labels)))
            moved = moved + np.float32(STEP * most) * uphill
        return moved.clip(low, high)

    return attacked
