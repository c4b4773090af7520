"""Images that are changed uphill.

Symbols: U units, H, W, C image height, width and channels.
"""

import numpy as np
from keras import ops

from stawm_keras.backend.pixel_gradients import compiled_gradient
from stawm_keras.saliency.filters import blurred
from stawm_keras.visualisation.features.activations import calls_answered
from stawm_keras.visualisation.features.activations import checked_units
from stawm_keras.visualisation.features.layers import find_layer


def maximise_units(
    model,
    layer,
    units,
    steps=100,
    rate=0.05,
    decay=0.01,
    blur=0.3,
    jitter=1,
    image_shape=None,
    bounds=(0.0, 255.0),
    seed=0,
):
    """Images that excite units of a layer as much as can be: gradient ascent from noise.

    What a unit answers is the mean over the places, and glimpses, that it is there for. Without
    what keeps the images natural, most of what comes of it is noise of high frequency.

    Args:
        model: Keras model of images.
        layer: A layer of the model, or its name, its own or one of `convolutions_of`. Of a layer
            before its ReLU there is a gradient even where the unit does not answer.
        units: Integer or U integers, which of the layer's outputs, in its last axis.
        steps: Integer, the number of steps.
        rate: Float, how far a step goes, as a share of the range of pixels: the root of the mean
            square over an image.
        decay: Float, the share of what differs from mid-grey that is taken away at each step (L2).
        blur: Float, the standard deviation in pixels of a Gaussian that blurs the images at each
            step; 0 for none.
        jitter: Integer, by up to how many pixels the images are shifted, round their borders, for
            each gradient.
        image_shape: Tuple `(height, width, channels)`, of a model that takes images of any size.
        bounds: Tuple of floats, the least and the largest value of a pixel.
        seed: Integer, of the first images and the shifts.

    Returns:
        Array `(U, H, W, C)`, an image for each unit.

    Raises:
        ValueError: If the model has no such layer or units, or the images' size is not known.

    Example:

    >>> cnn = build_cnn((12, 12, 1), [(4, 3, 2, 0)])
    >>> layer = cnn.layers[0]
    >>> stawm_keras.visualisation.features.maximise_units(cnn, layer, [0, 3], steps=2).shape
    (2, 12, 12, 1)

    Reference:
        Simonyan et al., "Deep Inside Convolutional Networks", 2014; Yosinski et al.,
        "Understanding Neural Networks Through Deep Visualization", 2015, for the regularisers.
    """
    layer = find_layer(model, layer)
    shape = tuple(model.input_shape[1:] if image_shape is None else image_shape)
    if len(shape) != 3 or None in shape:
        raise ValueError(
            "`image_shape` must be (height, width, channels) of a model that takes images of any "
            f"size. Received: image_shape={image_shape}, for {model.input_shape}"
        )
    (low, high), rng = bounds, np.random.default_rng(seed)
    middle = (low + high) / 2
    count = answer_of(model, layer, np.full((1, *shape), middle, "float32")).shape[-1]
    units = checked_units(units, layer, count)

    def answered(images, those):
        answers = answer_of(model, layer, images)
        return ops.sum(ops.take_along_axis(answers, ops.expand_dims(those, -1), axis=-1))

    gradient = compiled_gradient(answered)
    noise = rng.uniform(-0.1, 0.1, (len(units), *shape))
    images = (middle + (high - low) * noise).astype("float32")
    for _ in range(steps):
        slope = shifted(lambda some: gradient(some, units), images, jitter, rng)
        images = images + rate * (high - low) * in_unit_steps(slope)
        images = middle + (1 - decay) * (images - middle)
        images = blurred(images, blur) if blur else images
        images = images.clip(low, high).astype("float32")
    return images


def answer_of(model, layer, images):
    """The mean of each unit of a layer over all places, glimpses and calls, `(B, units)`."""
    answers = calls_answered(model, layer, images)
    return ops.mean(ops.reshape(answers, (ops.shape(images)[0], -1, answers.shape[-1])), axis=1)


def shifted(gradient, images, jitter, rng):
    """A gradient with respect to images, taken where they are shifted by some pixels."""
    by = tuple(rng.integers(-jitter, jitter + 1, 2))
    slope = ops.convert_to_numpy(gradient(np.roll(images, by, axis=(1, 2))))
    return np.roll(slope, (-by[0], -by[1]), axis=(1, 2))


def in_unit_steps(slope):
    """A gradient `(B, H, W, C)` whose mean square is 1 for each image, or 0."""
    square = np.mean(np.square(slope), axis=(1, 2, 3), keepdims=True)
    return slope / np.sqrt(np.maximum(square, np.finfo("float32").tiny))
