"""Where in an image the evidence for an answer lies, by a layer's units.

Symbols: B images of H x W pixels, N glimpses of S x S, F frames of a glimpse, h, w the height and
width of a layer's output.
"""

from typing import NamedTuple

import numpy as np
from keras import ops

from stawm_keras.backend.pixel_gradients import compiled_gradient
from stawm_keras.models import observe
from stawm_keras.models import seen
from stawm_keras.saliency.filters import resized
from stawm_keras.visualisation.features.activations import calls_answered
from stawm_keras.visualisation.features.answers import answers_of
from stawm_keras.visualisation.features.answers import checked_targets
from stawm_keras.visualisation.features.answers import scores_of
from stawm_keras.visualisation.features.images import checked
from stawm_keras.visualisation.features.layers import find_layer
from stawm_keras.visualisation.features.layers import sees_glimpses
from stawm_keras.visualisation.features.on_image import on_image
from stawm_keras.visualisation.features.taps import tapped
from stawm_keras.visualisation.parts import in_parts


def grad_cam(model, layer, images, targets=None):
    """Where in images a convolution finds what a model's answer rests on.

    The layer's units are summed, each weighted by the mean of the gradient of the answer with
    respect to it; what is negative is left out.

    Args:
        model: Functional or sequential Keras model that answers with logits.
        layer: A convolution of the model, or its name, its own or one of `convolutions_of`; any
            layer with an output `(B, h, w, units)` will do.
        images: Array `(B, H, W, C)`, as the model takes them.
        targets: Integers `(B,)`, or `(B, S)` of several answers an image, the classes to be
            explained; by default what the model answers.

    Returns:
        Array `(B, H, W)`. A layer's places are taken to divide the image evenly. Of a layer that
        sees glimpses it is the `total` of `grad_cam_of_glimpses`.

    Raises:
        ValueError: If the model answers with no logits, has no such layer, or does not take the
            images, there are no such classes, or it is not known where in the image the layer's
            glimpses are.

    Example:

    >>> image = keras.Input((8, 8, 1))
    >>> grid = keras.layers.Conv2D(4, 3, name="conv")(image)
    >>> answer = keras.layers.Dense(3, name="logits")(keras.layers.Flatten()(grid))
    >>> model, images = keras.Model(image, answer), np.zeros((2, 8, 8, 1))
    >>> stawm_keras.visualisation.features.grad_cam(model, "conv", images).shape
    (2, 8, 8)

    Reference:
        Selvaraju et al., "Grad-CAM", 2017.
    """
    layer = find_layer(model, layer)
    if sees_glimpses(model, layer):
        return grad_cam_of_glimpses(model, layer, images, targets).total
    images = checked(model, images)
    maps = _maps(model, layer, images, targets)
    return resized(maps.sum(axis=1), images.shape[1:3])


class GlimpseMaps(NamedTuple):
    """Maps of images, each made of what was found in glimpses.

    Attributes:
        glimpses: Array `(B, N, H, W)`, one for each glimpse: not a number where it saw nothing.
        total: Array `(B, H, W)`, their sum: not a number where no glimpse saw anything.
    """

    glimpses: np.ndarray
    total: np.ndarray


def grad_cam_of_glimpses(model, layer, images, targets=None):
    """Where in images a convolution finds, in its glimpses, what a model's answer rests on.

    As `grad_cam`, for each glimpse, and from the glimpse mapped back to where in the image it was
    looked. What an answer rests on includes where a glimpse leads the next ones.

    Args:
        model: Functional Keras model that answers with logits and looks at images, in glimpses
            whose frames are to be seen (see `stawm_keras.models.seen`).
        layer: A convolution that sees the glimpses, or its name, `"glimpse_cnn/1"` say.
        images: Array `(B, H, W, C)`, as the model takes them.
        targets: Integers `(B,)`, or `(B, S)` of several answers an image, the classes to be
            explained; by default what the model answers.

    Returns:
        `GlimpseMaps`, a named tuple: `glimpses` `(B, N, H, W)`, and `total` `(B, H, W)`, their sum.
        Of a glimpse of several patches a place's value is the mean of those that show it.

    Raises:
        ValueError: If the model answers with no logits, has no such layer, or does not take the
            images, there are no such classes, or the layer sees no glimpses of which it is known
            where in the image they are.

    Example:

    >>> backbone = stawm_keras.models.STAWMBackbone(
    ...     (28, 28, 1),
    ...     context_cnn=[(16, 3, 2, 0), (32, 3, 2, 0)],
    ...     glimpse_cnn=[(16, 3, 1, 0), (32, 3, 2, 0)],
    ...     num_glimpses=1, glimpse_size=8, memory_units=32,
    ... )
    >>> model = stawm_keras.models.STAWMClassifier(backbone, num_classes=10)
    >>> maps = stawm_keras.visualisation.features.grad_cam_of_glimpses(
    ...     model, "glimpse_cnn/2", np.zeros((2, 28, 28, 1))
    ... )
    >>> maps.glimpses.shape, maps.total.shape
    ((2, 1, 28, 28), (2, 28, 28))

    Reference:
        Selvaraju et al., "Grad-CAM", 2017.
    """
    layer = find_layer(model, layer)
    images = checked(model, images)
    frames, size = _frames(model, layer, images)
    maps = _maps(model, layer, images, targets)
    batch, count = frames.shape[:2]
    # Calls of a layer for each glimpse, or one for all, as if each were an image.
    maps = resized(maps.reshape(batch * count, *maps.shape[2:]), size)
    maps = on_image(maps, frames.reshape(-1, *frames.shape[2:]), images.shape[1:3])
    maps = maps.reshape(batch, count, *images.shape[1:3])
    nowhere = np.isnan(maps).all(axis=1)
    return GlimpseMaps(maps, np.where(nowhere, np.nan, np.nansum(maps, axis=1)))


def _frames(model, layer, images):
    """The frames of all glimpses that a layer sees `(B, N, F, 4, 2)`, and a glimpse's size."""
    there = seen(model)
    known = sees_glimpses(model, layer) and {"frames", "glimpses"} <= there.keys()
    # Each frame shows a whole glimpse, or a patch of its channels.
    if known:
        patches = there["glimpses"].shape[-1] / images.shape[-1]
        known = patches == there["frames"].shape[2]
    if not known:
        raise ValueError(
            "`layer` must see glimpses of which it is known where in the image they are, by frames "
            f"that show all of it; ask for grad_cam of layers that see the image. Received: "
            f"{layer.name} of {model.name}"
        )
    look = observe(model, "frames")
    frames = in_parts(lambda some: look(some, training=False)["frames"], images)
    return frames, there["glimpses"].shape[2:4]


def _maps(model, layer, images, targets):
    """The weighted sum of a layer's units `(B, N, h, w)`, for each time it is called."""
    answer = answers_of(model)
    targets = checked_targets(answer, images, targets)

    def score(changes, some, those):
        """What is said for the targets if a layer's outputs were changed so."""
        change = iter(ops.unstack(changes, changes.shape[1], axis=1))

        def changed(output):
            return output + ops.cast(next(change), output.dtype)

        with tapped(layer, changed):
            return ops.sum(scores_of(answer(some), those))

    gradient = compiled_gradient(score)

    def weighted(some, those):
        outputs = calls_answered(model, layer, some)
        if len(outputs.shape) != 5:
            raise ValueError(
                "`layer` must have an output (batch, height, width, units), as a convolution has. "
                f"Received: {layer.name}, whose output is {tuple(outputs.shape[2:])}"
            )
        slopes = gradient(ops.zeros_like(outputs), some, those)
        weights = ops.mean(slopes, axis=(2, 3), keepdims=True)
        return ops.relu(ops.sum(weights * outputs, axis=-1))

    return in_parts(weighted, images, targets)
