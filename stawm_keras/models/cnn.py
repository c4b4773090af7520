"""The small CNNs of Appendix D, from a list of their layers."""

import math
from typing import NamedTuple

import keras

from stawm_keras.layers.drawing.crop import Crop
from stawm_keras.layers.glimpse.stawm_cell import check_features
from stawm_keras.types import ImageShape


class Conv(NamedTuple):
    """One convolution of a CNN.

    Attributes:
        filters: Number of output channels.
        kernel: Side of the kernel, in pixels.
        stride: Step between outputs, in pixels.
        padding: Zeros added at every border, in pixels.
        pool: Side of the squares whose largest values are kept; 1 to keep all.
    """

    filters: int
    kernel: int = 3
    stride: int = 1
    padding: int = 0
    pool: int = 1

    def side_after(self, side):
        """What a side becomes; less than 1 where nothing is left."""
        return ((side + 2 * self.padding - self.kernel) // self.stride + 1) // self.pool


def build_cnn(input_shape, convs, batch_norm=True, dtype=None, name=None, flat=True):
    """Builds a CNN from images to a flat vector of features, or to a grid of them.

    Every convolution is followed by batch normalisation, if asked for, ReLU, and max pooling, if
    asked for.

    Args:
        input_shape: Tuple `(height, width, channels)`.
        convs: Sequence of `Conv`, or of tuples `(filters, kernel, stride, padding, pool)`, which
            may end early.
        batch_norm: Boolean, whether to normalise; the convolutions then have no bias.
        dtype: Dtype policy of all layers.
        name: Name of the model.
        flat: Boolean, whether the features become a vector.

    Returns:
        A `keras.Sequential` model from `(B, height, width, channels)` to `(B, features)`, or to
        `(B, h, w, filters)`.

    Raises:
        ValueError: If the image gets too small for a convolution.

    Example:

    >>> build_cnn((28, 28, 1), [(64, 3, 2, 0), (128, 3, 2, 0), (256, 3, 2, 0)]).output_shape
    (None, 1024)

    Reference:
        Appendix D of the paper.
    """
    convs = [Conv(*conv) for conv in convs]
    sides_after(input_shape, convs)
    layers = [keras.Input(input_shape)]
    for filters, kernel, stride, padding, pool in convs:
        if padding:
            layers.append(keras.layers.ZeroPadding2D(padding, dtype=dtype))
        layers.append(
            keras.layers.Conv2D(filters, kernel, stride, use_bias=not batch_norm, dtype=dtype)
        )
        if batch_norm:
            layers.append(_batch_norm(dtype))
        layers.append(keras.layers.ReLU(dtype=dtype))
        if pool > 1:
            layers.append(keras.layers.MaxPooling2D(pool, dtype=dtype))
    if flat:
        layers.append(keras.layers.Flatten(dtype=dtype))
    return keras.Sequential(layers, name=name)


def cnn_of(input_shape, cnn, batch_norm=True, dtype=None, name=None):
    """The CNN of an argument that takes convolutions (see `build_cnn`) or any Keras model.

    Raises:
        ValueError: If it makes no vector of an image, or the image is too small for it.
    """
    if isinstance(cnn, keras.Layer):
        check_vector(cnn, input_shape, name)
        return cnn
    return build_cnn(input_shape, cnn, batch_norm, dtype, name)


def build_decoder(latent_units, output_shape, convs, batch_norm=True, dtype=None, name=None):
    """Builds the mirror of `build_cnn`: from a latent vector back to an image.

    A `Dense` layer with ReLU widens the latents to the features that `build_cnn` ends with; from
    there every convolution is transposed, and followed by batch normalisation, if asked for, and
    ReLU. The last one has no ReLU, so that its outputs are values to be added, or log-odds.

    Args:
        latent_units: Integer, the size of the latent vector.
        output_shape: Tuple `(height, width, channels)` of the image, exactly.
        convs: The convolutions that `build_cnn` was given.
        batch_norm: Boolean, whether to normalise; the convolutions then have no bias.
        dtype: Dtype policy of all layers.
        name: Name of the model.

    Returns:
        A `keras.Sequential` model from `(B, latent_units)` to `(B, height, width, channels)`.

    Raises:
        ValueError: If an image of that size is too small for a convolution, or one of them pools.

    Example:

    >>> build_decoder(4, (8, 8, 1), [(64, 3, 1, 0), (128, 3, 2, 0)]).output_shape
    (None, 8, 8, 1)

    Reference:
        Section 3.3 and Appendix D of the paper.
    """
    convs = [Conv(*conv) for conv in convs]
    if any(conv.pool > 1 for conv in convs):
        raise ValueError(
            "Pooling cannot be mirrored: give convolutions a stride in place of it. Received: "
            f"convs={[tuple(conv) for conv in convs]}"
        )
    *image_sides, channels = output_shape
    sizes = [tuple(image_sides), *sides_after(image_sides, convs)]
    features = (*sizes[-1], convs[-1].filters)
    layers = [
        keras.Input((latent_units,)),
        keras.layers.Dense(math.prod(features), "relu", dtype=dtype),
        keras.layers.Reshape(features, dtype=dtype),
    ]
    filters = [channels, *(conv.filters for conv in convs[:-1])]
    for place in reversed(range(len(convs))):
        layers += _transposed(convs[place], filters[place], sizes[place], not batch_norm, dtype)
        if batch_norm:
            layers.append(_batch_norm(dtype))
        if place > 0:
            layers.append(keras.layers.ReLU(dtype=dtype))
    return keras.Sequential(layers, name=name)


def check_vector(cnn: keras.Layer, image_shape: ImageShape, name: str) -> None:
    """Checks that a CNN turns each image into a vector, and builds it if it is not.

    Args:
        cnn: Keras layer or model.
        image_shape: Tuple `(height, width, channels)` of the images that it will be given.
        name: Name of the argument that it was passed as, for the error.

    Raises:
        ValueError: If it returns anything but one tensor `(B, features)`.
    """
    outputs = cnn(keras.Input(image_shape))
    shapes = keras.tree.map_structure(lambda output: output.shape, outputs)
    check_features(name, (None, *image_shape), shapes)


def grid_cnn(image_shape, cnn, batch_norm, dtype):
    """A CNN from images to a grid of features: built of convolutions, or the user's own.

    Args:
        image_shape: Tuple `(height, width, channels)`.
        cnn: Sequence of `Conv`, or of tuples; or a Keras model.
        batch_norm, dtype: As `build_cnn` takes them.

    Raises:
        ValueError: If an own one returns anything but one tensor `(B, h, w, channels)`, or the
            image gets too small for a convolution.
    """
    if not isinstance(cnn, keras.Layer):
        return build_cnn(image_shape, cnn, batch_norm, dtype, "cnn", flat=False)
    grid = cnn(keras.Input(image_shape))
    if not isinstance(grid, keras.KerasTensor) or len(grid.shape) != 4 or None in grid.shape[1:]:
        shapes = keras.tree.map_structure(lambda output: output.shape, grid)
        raise ValueError(
            "`cnn` must turn images into one grid of features (batch, height, width, channels): "
            f"leave out what makes a vector of it. Received: outputs of shape {shapes}"
        )
    return cnn


def sides_after(image_shape, convs):
    """Height and width after each convolution; raises `ValueError` where nothing is left."""
    if not convs:
        raise ValueError(
            "A CNN has at least one convolution (filters, kernel, stride, padding). "
            f"Received: convs={convs}"
        )
    sizes = []
    sides = image_shape[:2]
    for place, conv in enumerate(convs):
        sides = tuple(conv.side_after(side) for side in sides)
        if min(sides) < 1:
            raise ValueError(
                f"Convolution {place + 1} of {len(convs)} leaves nothing of the image: use larger "
                f"images or glimpses, or fewer or padded convolutions. Received: "
                f"image_shape={tuple(image_shape)}, convs={[tuple(conv) for conv in convs]}"
            )
        sizes.append(sides)
    return sizes


def _transposed(conv, filters, large, use_bias, dtype):
    """The transposed convolution whose output has exactly the sides that `conv` took in."""
    # What the stride left over at the border comes back as output padding, the padding is cut off.
    left_over = tuple((side + 2 * conv.padding - conv.kernel) % conv.stride for side in large)
    same = conv.kernel - conv.stride == 2 * conv.padding and not any(left_over)
    layers = [
        keras.layers.Conv2DTranspose(
            filters,
            conv.kernel,
            conv.stride,
            padding="same" if same else "valid",
            output_padding=None if same else left_over,
            use_bias=use_bias,
            dtype=dtype,
        )
    ]
    if conv.padding and not same:
        layers.append(Crop(conv.padding, dtype=dtype))
    return layers


def _batch_norm(dtype):
    # A memory of ten batches, as the published code had: small data sets have few.
    return keras.layers.BatchNormalization(momentum=0.9, epsilon=1e-5, dtype=dtype)
