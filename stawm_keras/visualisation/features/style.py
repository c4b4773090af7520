"""Neural style transfer: what one image shows, painted as another one is.

Symbols: H, W, C image height, width and channels, h, w the height and width of a layer's output.
"""

import keras
import numpy as np
from keras import ops

from stawm_keras.backend.pixel_gradients import compiled_gradient
from stawm_keras.visualisation.features.activations import outputs_of
from stawm_keras.visualisation.features.images import checked
from stawm_keras.visualisation.features.layers import find_layer


def transfer_style(
    model,
    content,
    style,
    content_layers,
    style_layers,
    content_weight=1.0,
    style_weight=10.0,
    steps=200,
    rate=0.02,
):
    """Changes an image until layers find in it the style of another one.

    It starts as the content and is changed by Adam. What is minimised are the squared distances of
    the layers' outputs from those of the content, and of their Gram matrices from those of the
    style, each as a share of the square of what it is to be like, so that the weights mean the same
    for any network.

    Args:
        model: Keras model of images.
        content, style: Arrays `(H, W, C)`, pixels in [0, 255], as the model takes images. Of a
            model that takes any size, the two may differ in it.
        content_layers, style_layers: Lists of layers of the model, or of their names, their own or
            of `convolutions_of`.
        content_weight, style_weight: Floats, the weights of the two means over layers.
        steps: Integer, the number of steps.
        rate: Float, Adam's rate, as a share of the range of pixels.

    Returns:
        Array `(H, W, C)`, pixels in [0, 255], as large as the content.

    Raises:
        ValueError: If the model has no such layers, or does not take the images.

    Example:

    >>> cnn = build_cnn((12, 12, 3), [(4, 3, 2, 0)])
    >>> content, style = np.random.default_rng(0).uniform(0, 255, (2, 12, 12, 3))
    >>> layers = cnn.layers[:1]
    >>> stawm_keras.visualisation.features.transfer_style(
    ...     cnn, content, style, layers, layers, steps=1
    ... ).shape
    (12, 12, 3)

    Reference:
        Gatys et al., "Image Style Transfer Using Convolutional Neural Networks", 2016.
    """
    (content,), (style,) = (checked(model, np.asarray(image)[None]) for image in (content, style))
    contents, styles = ([find_layer(model, x) for x in y] for y in (content_layers, style_layers))
    both = [*contents, *styles]

    def found(image):
        outputs = [calls[0] for calls in outputs_of(model, both, image)]
        return outputs[: len(contents)], [gram_matrix(x) for x in outputs[len(contents) :]]

    wanted = found(content[None])[0], found(style[None])[1]

    def far(image):
        pairs = zip((content_weight, style_weight), found(image), wanted, strict=True)
        return sum(weight * _distance(these, those) for weight, these, those in pairs)

    gradient = compiled_gradient(far)
    image = keras.Variable(content[None])
    adam = keras.optimizers.Adam(rate * 255)
    for _ in range(steps):
        adam.apply([gradient(image.value)], [image])
        image.assign(ops.clip(image, 0, 255))
    return ops.convert_to_numpy(image)[0]


def gram_matrix(activations):
    """How much units of a layer answer together: the mean of their products over all places.

    Args:
        activations: Tensor `(B, h, w, units)`.

    Returns:
        Tensor `(B, units, units)`, float32.

    Example:

    >>> gram = stawm_keras.visualisation.features.gram_matrix(np.full((1, 2, 2, 3), 2.0, "float32"))
    >>> np.array(gram)[0, 0].tolist()
    [4.0, 4.0, 4.0]

    Reference:
        Gatys et al., "Image Style Transfer Using Convolutional Neural Networks", 2016.
    """
    activations = ops.cast(activations, "float32")
    batch, height, width, units = ops.shape(activations)
    flat = ops.reshape(activations, (batch, height * width, units))
    return ops.matmul(ops.transpose(flat, (0, 2, 1)), flat) / (height * width)


def _distance(found, wanted):
    """The mean of the squared distances of tensors, each as a share of what is wanted."""
    shares = [
        ops.sum(ops.square(ops.cast(x, "float32") - ops.cast(y, "float32")))
        / (ops.sum(ops.square(ops.cast(y, "float32"))) + keras.config.epsilon())
        for x, y in zip(found, wanted, strict=True)
    ]
    return sum(shares) / max(len(shares), 1)
