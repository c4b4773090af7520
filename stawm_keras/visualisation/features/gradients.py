"""Which pixels an answer changes with, by its gradient.

Symbols: B images of H x W pixels and C channels.
"""

import numpy as np
from keras import ops

from stawm_keras.backend.pixel_gradients import compiled_gradient
from stawm_keras.visualisation.features.answers import answers_of
from stawm_keras.visualisation.features.answers import checked_targets
from stawm_keras.visualisation.features.answers import scores_of
from stawm_keras.visualisation.features.images import checked
from stawm_keras.visualisation.parts import in_parts


def gradient_saliency(model, images, targets=None):
    """How much a model's answer changes with each pixel.

    What has no gradient, such as where a policy looks, is left out.

    Args:
        model: Functional or sequential Keras model that answers with logits. Of probabilities the
            gradient is next to nothing where a model is sure.
        images: Array `(B, H, W, C)`, as the model takes them.
        targets: Integers `(B,)`, or `(B, S)` of several answers an image, the classes to be
            explained; by default what the model answers.

    Returns:
        Array `(B, H, W)`: of the gradient of the class' logit, the largest absolute value of the
        channels.

    Raises:
        ValueError: If the model answers with no logits, or does not take the images, or there are
            no such classes.

    Example:

    >>> image = keras.Input((8, 8, 1))
    >>> answer = keras.layers.Dense(3, name="logits")(keras.layers.Flatten()(image))
    >>> model, images = keras.Model(image, answer), np.zeros((2, 8, 8, 1))
    >>> stawm_keras.visualisation.features.gradient_saliency(model, images).shape
    (2, 8, 8)

    Reference:
        Simonyan et al., "Deep Inside Convolutional Networks", 2014.
    """
    gradient, images, targets = _prepared(model, images, targets)
    return np.abs(gradient(images, targets)).max(-1)


def smooth_grad(model, images, targets=None, noise=0.15, samples=25, seed=0):
    """How much a model's answer changes with each pixel, around an image.

    Args:
        model, images, targets: As `gradient_saliency` takes them.
        noise: Float, the noise's standard deviation, as a share of the range of each image.
        samples: Integer, how many noisy images the gradient is the mean of.
        seed: Integer, of the noise.

    Returns:
        Array `(B, H, W)`: of the mean gradient, the largest absolute value of the channels.

    Raises:
        ValueError: As `gradient_saliency`.

    Example:

    >>> image = keras.Input((8, 8, 1))
    >>> answer = keras.layers.Dense(3, name="logits")(keras.layers.Flatten()(image))
    >>> model, images = keras.Model(image, answer), np.zeros((2, 8, 8, 1))
    >>> stawm_keras.visualisation.features.smooth_grad(model, images, samples=2).shape
    (2, 8, 8)

    Reference:
        Smilkov et al., "SmoothGrad: removing noise by adding noise", 2017.
    """
    gradient, images, targets = _prepared(model, images, targets)
    rng = np.random.default_rng(seed)
    deviation = noise * np.ptp(images, axis=(1, 2, 3), keepdims=True)
    total = np.zeros_like(images)
    for _ in range(samples):
        drawn = deviation * rng.standard_normal(images.shape, "float32")
        total += gradient(images + drawn, targets)
    return np.abs(total / samples).max(-1)


def integrated_gradients(model, images, targets=None, baseline=0.0, steps=32):
    """What each pixel adds to a model's answer, from a blank image on.

    The gradients between a blank image and the image are integrated by the midpoint rule. Over the
    pixels the map sums up to what the answer differs by from that of the blank image.

    Args:
        model, images, targets: As `gradient_saliency` takes them.
        baseline: Float or array, the blank image.
        steps: Integer, at how many places in between the gradient is taken.

    Returns:
        Array `(B, H, W)`, positive where a pixel speaks for the class, the sum over the channels.

    Raises:
        ValueError: As `gradient_saliency`.

    Example:

    >>> image = keras.Input((8, 8, 1))
    >>> answer = keras.layers.Dense(3, name="logits")(keras.layers.Flatten()(image))
    >>> model, images = keras.Model(image, answer), np.ones((2, 8, 8, 1))
    >>> stawm_keras.visualisation.features.integrated_gradients(model, images, steps=2).shape
    (2, 8, 8)

    Reference:
        Sundararajan et al., "Axiomatic Attribution for Deep Networks", 2017.
    """
    gradient, images, targets = _prepared(model, images, targets)
    from_blank = images - np.asarray(baseline, "float32")
    total = np.zeros_like(images)
    for share in (np.arange(steps) + 0.5) / steps:
        total += gradient((images - (1 - share) * from_blank).astype("float32"), targets)
    return (total / steps * from_blank).sum(-1)


def _prepared(model, images, targets):
    """The gradient of what is said for targets, as arrays; the images; the targets."""
    images, answer = checked(model, images), answers_of(model)
    targets = checked_targets(answer, images, targets)
    gradient = compiled_gradient(lambda some, those: ops.sum(scores_of(answer(some), those)))
    return lambda *arrays: in_parts(gradient, *arrays), images, targets
