"""Which parts of an image an answer needs.

Symbols: B images of H x W pixels and C channels.
"""

import numpy as np

from stawm_keras.visualisation.features.answers import answers_of
from stawm_keras.visualisation.features.answers import checked_targets
from stawm_keras.visualisation.features.answers import scores_of
from stawm_keras.visualisation.features.images import checked
from stawm_keras.visualisation.parts import in_parts


def occlusion_sensitivity(model, images, targets=None, size=8, stride=4, value=0.0):
    """How much less a model says for its answer where a part of the image is covered.

    A square is moved over the image, up to its borders, and the answer is asked for every time.

    Args:
        model: Functional or sequential Keras model that answers with logits.
        images: Array `(B, H, W, C)`, as the model takes them.
        targets: Integers `(B,)`, or `(B, S)` of several answers an image, the classes to be
            explained; by default what the model answers.
        size: Integer, the square's side in pixels.
        stride: Integer, by how many pixels it is moved.
        value: Float, or one for each channel, what the square is filled with.

    Returns:
        Array `(B, H, W)`: by how much the class' logit falls, the mean of all squares that cover
        the pixel. It is negative where covering helps.

    Raises:
        ValueError: If the model answers with no logits, or does not take the images, or there are
            no such classes, or the squares do not cover the image.

    Example:

    >>> image = keras.Input((8, 8, 1))
    >>> answer = keras.layers.Dense(3, name="logits")(keras.layers.Flatten()(image))
    >>> model, images = keras.Model(image, answer), np.ones((2, 8, 8, 1))
    >>> stawm_keras.visualisation.features.occlusion_sensitivity(model, images).shape
    (2, 8, 8)

    Reference:
        Zeiler and Fergus, "Visualizing and Understanding Convolutional Networks", 2014.
    """
    images, answer = checked(model, images), answers_of(model)
    height, width = images.shape[1:3]
    if not 1 <= stride <= size <= min(height, width):
        raise ValueError(
            f"`size` must be 1 to {min(height, width)}, and `stride` 1 to `size`: the squares have "
            f"to cover images of {height} x {width}. Received: size={size}, stride={stride}"
        )
    targets = checked_targets(answer, images, targets)

    corners = [(y, x) for y in _starts(height, size, stride) for x in _starts(width, size, stride)]
    squares = np.zeros((len(corners), height, width), bool)
    for square, (top, left) in zip(squares, corners, strict=True):
        square[top : top + size, left : left + size] = True

    def fallen(image, target):
        """By how much the score falls under each square."""

        def score(some):
            pictures = np.where(some[..., None], np.float32(value), image)
            return scores_of(answer(pictures), np.repeat(target[None], len(some), axis=0))

        return in_parts(score, np.zeros((1, height, width), bool)) - in_parts(score, squares)

    falls = np.stack([fallen(*both) for both in zip(images, targets, strict=True)])
    return np.tensordot(falls, squares.astype("float32"), 1) / squares.sum(axis=0)


def _starts(length, size, stride):
    """Where squares start so that the last one ends at the border."""
    return sorted({*range(0, length - size, stride), length - size})
