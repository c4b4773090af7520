"""A small picture of a whole image."""

import numpy as np
from keras import ops

from stawm_keras.layers.float32_layer import Float32Layer
from stawm_keras.layers.glimpse.geometry import height_and_width
from stawm_keras.registration import register


@register
class Thumbnail(Float32Layer):
    """Makes images smaller: each pixel is the mean of the part of the image that it stands for.

    A network that sees its context on a thumbnail costs the same for images of any size, but for
    the pixels that are averaged, and these take little where the size divides the image's. Images
    that have the size are left as they are. Nothing is cut off: images of another aspect ratio
    are squeezed.

    Args:
        size: Integer or tuple of two integers, the thumbnail's height and width in pixels.
        **kwargs: Other `keras.Layer` arguments, `name` among them.

    Input shape:
        `(B, H, W, C)`.

    Output shape:
        `(B, height, width, C)`, float32 under every dtype policy.

    Raises:
        ValueError: If `size` is not one or two positive integers, or larger than the image.

    Example:

    >>> photographs = np.full((2, 512, 384, 3), 127, "float32")
    >>> stawm_keras.layers.Thumbnail(32)(photographs).shape
    (2, 32, 32, 3)

    Reference:
        Ba et al., "Multiple Object Recognition with Visual Attention", 2014, Section 3.
    """

    def __init__(self, size, **kwargs):
        super().__init__(**kwargs)
        self._sides = height_and_width(size, of="thumbnail")
        self.size = size

    def build(self, images_shape):
        inside = len(images_shape) == 4 and all(
            side is not None and side >= wanted
            for side, wanted in zip(images_shape[1:3], self._sides, strict=True)
        )
        if not inside:
            raise ValueError(
                "A thumbnail is of images (images, height, width, channels) whose height and width "
                f"are known and not less than its own, {self._sides[0]} x {self._sides[1]}. "
                f"Received: images of shape {tuple(images_shape)}"
            )

    def call(self, images):
        _, from_height, from_width, channels = images.shape
        height, width = self._sides
        lines = ops.reshape(images, (-1, from_height, from_width * channels))
        lines = _means(lines, from_height, height)
        lines = ops.reshape(lines, (-1, from_width, channels))
        return ops.reshape(_means(lines, from_width, width), (-1, height, width, channels))

    def compute_output_shape(self, images_shape):
        return (images_shape[0], *self._sides, images_shape[-1])

    def get_config(self):
        return {**super().get_config(), "size": self.size}


def _means(lines, before, after):
    """Lines `(B, before, F)` as `(B, after, F)`."""
    if before % after == 0:  # Several times faster than a product.
        return ops.mean(ops.reshape(lines, (-1, after, before // after, lines.shape[-1])), axis=2)
    return ops.matmul(_shares(before, after), lines)


def _shares(before, after):
    """How much of each pixel after is of each pixel before, `(after, before)`."""
    edges, pixels = np.linspace(0, before, after + 1)[:, None], np.arange(before)
    overlaps = np.minimum(edges[1:], pixels + 1) - np.maximum(edges[:-1], pixels)
    return (np.maximum(overlaps, 0) * after / before).astype("float32")
