"""The filters of a first convolution, as pictures."""

import keras
import numpy as np
from keras import ops

from stawm_keras.visualisation.features.layers import convolutions_of
from stawm_keras.visualisation.features.layers import find_layer
from stawm_keras.visualisation.features.pictures import sheet_of


def filter_pictures(model, layer=None):
    """The filters of a convolution that sees pixels, as pictures.

    Args:
        model: Keras model.
        layer: A convolution of the model, or its name, its own or one of `convolutions_of`; by
            default the first.

    Returns:
        Array `(filters, height, width, C)` in [0, 255]: grey, 127.5, is zero, and the largest
        absolute weight of each filter is black or white.

    Raises:
        ValueError: If the layer is no convolution of one or three channels.

    Example:

    >>> cnn = build_cnn((12, 12, 3), [(4, 5, 2, 0)])
    >>> stawm_keras.visualisation.features.filter_pictures(cnn).shape
    (4, 5, 5, 3)
    """
    there = convolutions_of(model)
    if layer is None:
        layer = next(iter(there.values()), None)
    else:
        layer = find_layer(model, layer)
    kernel = layer.kernel if isinstance(layer, keras.layers.Conv2D) else None
    if layer is None or kernel is None or kernel.shape[2] not in (1, 3):
        raise ValueError(
            f"`layer` must be a convolution of pixels, of 1 or 3 channels: {model.name} has the "
            f"convolutions {', '.join(there) or '(none)'}. Received: "
            f"{'none' if layer is None else layer.name}"
        )
    weights = np.moveaxis(ops.convert_to_numpy(kernel), -1, 0).astype("float32")
    largest = np.abs(weights).max(axis=(1, 2, 3), keepdims=True)
    return 127.5 + 127.5 * weights / np.maximum(largest, np.finfo("float32").tiny)


def plot_filters(model, layer=None):
    """Draws the filters of a convolution that sees pixels.

    Args:
        model, layer: As `filter_pictures` takes them.

    Returns:
        `matplotlib.figure.Figure`, on an Agg canvas of its own.

    Raises:
        ValueError: If the layer is no convolution of one or three channels.

    Example:

    >>> figure = stawm_keras.visualisation.features.plot_filters(
    ...     build_cnn((12, 12, 3), [(4, 5, 2, 0)])
    ... )
    >>> figure.savefig("filters.png")

    Reference:
        Krizhevsky et al., "ImageNet Classification with Deep Convolutional Neural Networks", 2012.
    """
    return sheet_of(filter_pictures(model, layer))
