"""What the units of a layer answer.

Symbols: B images, N calls of a layer.
"""

import numpy as np
from keras import ops

from stawm_keras.visualisation.features.images import checked
from stawm_keras.visualisation.features.layers import find_layer
from stawm_keras.visualisation.features.layers import sees_glimpses
from stawm_keras.visualisation.features.taps import recorded
from stawm_keras.visualisation.parts import in_parts


def layer_activations(model, layer, images):
    """What a layer of a model answers to images, wherever in the model it is.

    Args:
        model: Keras model of images.
        layer: A layer of the model, or its name, its own or one of `convolutions_of`.
        images: Array `(B, H, W, C)`, as the model takes them.

    Returns:
        Array `(B, h, w, units)`, or of whatever shape the layer's output has; of a layer that sees
        N glimpses, or is called N times, `(B, N, h, w, units)`.

    Raises:
        ValueError: If the model has no such layer, does not call it, or takes other images.

    Example:

    >>> model = build_cnn((12, 12, 1), [(4, 3, 2, 0)])
    >>> images = np.zeros((2, 12, 12, 1))
    >>> layer = model.layers[0]
    >>> stawm_keras.visualisation.features.layer_activations(model, layer, images).shape
    (2, 5, 5, 4)
    """
    layer = find_layer(model, layer)
    images = checked(model, images)
    found = in_parts(lambda some: calls_answered(model, layer, some), images)
    # Some models give a layer all glimpses at once, as if each were an image.
    found = found.reshape(len(images), -1, *found.shape[2:])
    return found if found.shape[1] > 1 or sees_glimpses(model, layer) else found[:, 0]


def calls_answered(model, layer, images):
    """What a layer returns each time that a model calls it, float32 `(B, calls, ...)`."""
    return ops.cast(ops.stack(outputs_of(model, [layer], images)[0], axis=1), "float32")


def outputs_of(model, layers, images):
    """What layers return when a model is given images: for each a list of tensors, of each call."""
    with recorded(layers) as outputs:
        model(images, training=False)
    for layer, calls in zip(layers, outputs, strict=True):
        if not calls or any(not hasattr(call, "shape") for call in calls):
            raise ValueError(
                f"`layer` must be one that {model.name} calls and that returns one tensor. "
                f"Received: {layer.name}"
            )
    return outputs


def checked_units(units, layer, count):
    """Units as an array of integers; raises `ValueError` if a layer of so many has others."""
    units = np.atleast_1d(np.asarray(units))
    if units.dtype.kind not in "iu" or units.ndim != 1 or ((units < 0) | (units >= count)).any():
        raise ValueError(
            f"The units of {layer.name} are the integers 0 to {count - 1}. Received: "
            f"{units.tolist()}"
        )
    return units
