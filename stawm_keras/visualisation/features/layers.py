"""The layers of a model, however deep."""

import collections

import keras

from stawm_keras.layers import GlimpseLoop
from stawm_keras.layers import Sensor
from stawm_keras.models.seen import calls_of

_CONVOLUTIONS = (
    keras.layers.Conv2D,
    keras.layers.DepthwiseConv2D,
    keras.layers.SeparableConv2D,
)


def convolutions_of(model):
    """The convolutions of a model, however deep, in order.

    Args:
        model: Keras model.

    Returns:
        Dictionary of layers. Those of the model itself go by their own names; those of a CNN in it
        by the CNN's name and a number, `"glimpse_cnn/1"`: what Keras calls them depends on what was
        made before.

    Example:

    >>> backbone = stawm_keras.models.STAWMBackbone(
    ...     (28, 28, 1),
    ...     context_cnn=[(16, 3, 2, 0), (32, 3, 2, 0)],
    ...     glimpse_cnn=[(16, 3, 1, 0), (32, 3, 2, 0)],
    ...     num_glimpses=3, glimpse_size=8, memory_units=32,
    ... )
    >>> list(stawm_keras.visualisation.features.convolutions_of(backbone))
    ['context_cnn/1', 'context_cnn/2', 'glimpse_cnn/1', 'glimpse_cnn/2']
    """
    found = {}
    counts: collections.Counter[str] = collections.Counter()
    for layer, holder in _layers_of(model):
        if isinstance(layer, _CONVOLUTIONS):
            counts[holder.name] += 1
            within = f"{holder.name}/{counts[holder.name]}"
            found[layer.name if holder is model else within] = layer
    return found


def find_layer(model, layer):
    """A layer of a model by name, its own or one of `convolutions_of`, or the layer itself.

    Raises:
        ValueError: If the model has no such layer, or several of that name.
    """
    inside = [inner for inner, _ in _layers_of(model)]
    convolutions = convolutions_of(model)
    if isinstance(layer, str) and layer in convolutions:
        return convolutions[layer]
    named = [inner for inner in inside if inner is layer or inner.name == layer]
    if len(named) == 1:
        return named[0]
    raise ValueError(
        f"`layer` must be one layer of {model.name}, or its name. It has the convolutions "
        f"{', '.join(convolutions) or '(none)'} and the layers "
        f"{', '.join(dict.fromkeys(inner.name for inner in inside))}. Received: {layer!r}"
        + (f", which {len(named)} layers are called" if named else "")
    )


def sees_glimpses(model, layer):
    """Whether a layer sees glimpses: a glimpse loop calls it, or it comes behind a sensor."""
    for inner, _ in _layers_of(model):
        if isinstance(inner, GlimpseLoop) and _holds(inner, layer):
            return True
    graph = getattr(model, "_functional", None) or model
    if not hasattr(graph, "operations"):
        return False
    behind: set[int] = set()
    for operation, arguments, outputs in calls_of(graph):  # In the order in which they are made.
        given = any(id(tensor) in behind for tensor in arguments.keras_tensors)
        if given and (operation is layer or _holds(operation, layer)):
            return True
        if given or isinstance(operation, Sensor):
            behind |= set(map(id, outputs))
    return False


def _holds(holder, layer):
    return isinstance(holder, keras.Layer) and any(
        inner is layer for inner, _ in _layers_of(holder)
    )


def _layers_of(holder, known=None):
    """Every layer once, in order, with what holds it."""
    known = set() if known is None else known
    if isinstance(holder, keras.Model):
        inside = holder.layers
    else:
        inside = holder._flatten_layers(include_self=False, recursive=False)
    for layer in inside:
        if id(layer) not in known:
            known.add(id(layer))
            yield layer, holder
            yield from _layers_of(layer, known)
