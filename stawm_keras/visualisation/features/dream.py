"""Deep dream: images with more of what a layer finds in them.

Symbols: H, W, C image height, width and channels.
"""

import numpy as np
from keras import ops

from stawm_keras.backend.pixel_gradients import compiled_gradient
from stawm_keras.saliency.filters import resized
from stawm_keras.visualisation.features.activations import outputs_of
from stawm_keras.visualisation.features.ascent import in_unit_steps
from stawm_keras.visualisation.features.images import checked_picture
from stawm_keras.visualisation.features.layers import find_layer


def deep_dream(model, image, layers, octaves=3, scale=1.4, steps=20, rate=0.01, seed=0):
    """Changes an image so that layers find more of what they find in it already.

    From small to large, the image is changed uphill in the mean square of the layers' outputs, and
    what that adds is carried on to the next larger size. Where a model takes images of one size,
    the image is cut into tiles, each time elsewhere, so that there are no seams.

    Args:
        model: Keras model of images.
        image: Array `(H, W, C)`, pixels in [0, 255], at least as large as the model's images.
        layers: List of layers of the model, or of their names, their own or of `convolutions_of`.
        octaves: Integer, in how many sizes.
        scale: Float, how much larger each is than the one before.
        steps: Integer, the number of steps of each size.
        rate: Float, how far a step goes, as a share of the range of pixels.
        seed: Integer, of the shifts.

    Returns:
        Array `(H, W, C)`, pixels in [0, 255].

    Raises:
        ValueError: If the model has no such layers, or the image is no such picture.

    Example:

    >>> cnn, image = build_cnn((12, 12, 3), [(4, 3, 2, 0)]), np.full((20, 30, 3), 99.0)
    >>> layers = cnn.layers[:1]
    >>> stawm_keras.visualisation.features.deep_dream(cnn, image, layers, steps=1).shape
    (20, 30, 3)

    Reference:
        Mordvintsev et al., "Inceptionism: Going Deeper into Neural Networks", 2015.
    """
    layers = [find_layer(model, layer) for layer in layers]
    image, tile = checked_picture(model, image)

    def found(some):
        outputs = [call for calls in outputs_of(model, layers, some) for call in calls]
        return sum(ops.mean(ops.square(ops.cast(output, "float32"))) for output in outputs)

    gradient, rng = compiled_gradient(found), np.random.default_rng(seed)
    sizes, originals = _sizes(image.shape[:2], octaves, scale, tile), [image[None]]
    for size in sizes[1:]:
        originals.append(resized(originals[-1], size))
    added = np.zeros_like(originals[-1])
    for original in reversed(originals):
        dream = original + resized(added, original.shape[1:3])
        for _ in range(steps):
            slope = in_unit_steps(_gradient_in_tiles(gradient, dream, tile, rng))
            dream = (dream + rate * 255 * slope).clip(0, 255).astype("float32")
        added = dream - original
    return dream[0]


def _sizes(size, octaves, scale, tile):
    """The sizes from the largest to the smallest; none is smaller than what a model takes."""
    least = [side or 1 for side in tile]
    sizes = [
        tuple(
            max(round(side / scale**octave), smallest)
            for side, smallest in zip(size, least, strict=True)
        )
        for octave in range(octaves)
    ]
    return list(dict.fromkeys(sizes))


def _gradient_in_tiles(gradient, image, tile, rng):
    """The gradient with respect to an image `(1, H, W, C)` in tiles of a grid that is shifted.

    What the grid leaves over has none, each time elsewhere.
    """
    height, width = image.shape[1:3]
    high, wide = tile[0] or height, tile[1] or width
    by = rng.integers(0, height), rng.integers(0, width)
    rolled = np.roll(image, by, axis=(1, 2))
    rows, columns = height // high, width // wide
    inner = rolled[0, : rows * high, : columns * wide]
    tiles = inner.reshape(rows, high, columns, wide, -1).swapaxes(1, 2)
    slopes = ops.convert_to_numpy(gradient(tiles.reshape(-1, high, wide, image.shape[-1])))
    slopes = slopes.reshape(rows, columns, high, wide, -1).swapaxes(1, 2)
    whole = np.zeros_like(rolled)
    whole[0, : rows * high, : columns * wide] = slopes.reshape(inner.shape)
    return np.roll(whole, (-by[0], -by[1]), axis=(1, 2))
