"""The small CNNs of Appendix D, from a list of their layers."""

from typing import NamedTuple

import keras


class Conv(NamedTuple):
    """One convolution of a CNN.

    Attributes:
        filters: Number of output channels.
        kernel: Side of the kernel, in pixels.
        stride: Step between outputs, in pixels.
        padding: Zeros added at every border, in pixels.
    """

    filters: int
    kernel: int = 3
    stride: int = 1
    padding: int = 0


def build_cnn(input_shape, convs, batch_norm=True, dtype=None, name=None):
    """Builds a CNN from images to a flat vector of features.

    Every convolution is followed by batch normalisation, if asked for, and ReLU.

    Args:
        input_shape: Tuple `(height, width, channels)`.
        convs: Sequence of `Conv`, or of tuples `(filters, kernel, stride, padding)`.
        batch_norm: Boolean, whether to normalise; the convolutions then have no bias.
        dtype: Dtype policy of all layers.
        name: Name of the model.

    Returns:
        A `keras.Sequential` model from `(B, height, width, channels)` to `(B, features)`.

    Raises:
        ValueError: If the image gets too small for a convolution.

    Example:

    >>> build_cnn((28, 28, 1), [(64, 3, 2, 0), (128, 3, 2, 0), (256, 3, 2, 0)]).output_shape
    (None, 1024)

    Reference:
        Appendix D of the paper.
    """
    layers = [keras.Input(input_shape)]
    sides = list(input_shape[:2])
    for index, (filters, kernel, stride, padding) in enumerate(Conv(*conv) for conv in convs):
        sides = [(side + 2 * padding - kernel) // stride + 1 for side in sides]
        if min(sides) < 1:
            raise ValueError(
                f"Convolution {index + 1} of {len(convs)} leaves nothing of the image: use larger "
                f"images or glimpses, or fewer or padded convolutions. Received: "
                f"input_shape={tuple(input_shape)}, convs={[tuple(conv) for conv in convs]}"
            )
        if padding:
            layers.append(keras.layers.ZeroPadding2D(padding, dtype=dtype))
        layers.append(
            keras.layers.Conv2D(filters, kernel, stride, use_bias=not batch_norm, dtype=dtype)
        )
        if batch_norm:
            # A memory of ten batches, as the published code had: small data sets have few.
            layers.append(keras.layers.BatchNormalization(momentum=0.9, epsilon=1e-5, dtype=dtype))
        layers.append(keras.layers.ReLU(dtype=dtype))
    layers.append(keras.layers.Flatten(dtype=dtype))
    return keras.Sequential(layers, name=name)
