"""Images of any size, grey or in colour, as a model takes them."""

from keras import ops

from stawm_keras.layers.float32_layer import Float32Layer
from stawm_keras.layers.pixel_range import warn_of_small_pixels
from stawm_keras.registration import register

# What red, green and blue weigh in a grey pixel: ITU-R BT.601, as in Pillow.
_LUMA = [[0.299], [0.587], [0.114]]


@register
class FitImages(Float32Layer):
    """Brings images to the shape that a model takes, without distorting them.

    Images are resized until they just fill the shape, and what stands out on both sides is cut off.
    Where they get smaller each pixel is a mean of those that it stands for, as in Pillow's bilinear
    resizing. Grey images become coloured ones with three equal channels, coloured ones grey by
    their brightness. Images that have the shape are left as they are. A warning says, once, where
    pixels seem to have been divided by 255.

    Args:
        image_shape: Tuple `(height, width, channels)`, what the model takes.
        **kwargs: Other `keras.Layer` arguments, `name` among them.

    Input shape:
        `(B, H, W, C)`, pixels in [0, 255]: of any size, which need not be known, and with
        `channels` channels, or with 1 for 3, or with 3 for 1.

    Output shape:
        `(B, height, width, channels)`, float32.

    Raises:
        ValueError: If `image_shape` is not three positive integers, or images have other channels.

    Example:

    >>> photographs = keras.Input((None, None, 3))
    >>> digits = stawm_keras.layers.FitImages((28, 28, 1))(photographs)
    >>> digits.shape
    (None, 28, 28, 1)
    """

    def __init__(self, image_shape, **kwargs):
        super().__init__(**kwargs)
        sides = tuple(image_shape) if isinstance(image_shape, (tuple, list)) else ()
        if len(sides) != 3 or not all(isinstance(side, int) and side >= 1 for side in sides):
            raise ValueError(
                "`image_shape` must be three positive integers, (height, width, channels). "
                f"Received: image_shape={image_shape}"
            )
        self.image_shape = image_shape
        self._knows_pixels = False
        self._sides = sides

    def build(self, images_shape):
        *_, wanted = self._sides
        if len(images_shape) != 4 or (images_shape[-1], wanted) not in {
            (wanted, wanted),
            (1, 3),
            (3, 1),
        }:
            raise ValueError(
                f"Images must be of shape (images, height, width, channels) with {wanted} channels"
                f"{', or 1 for 3, or 3 for 1' if wanted in (1, 3) else ''}. "
                f"Received: shape {tuple(images_shape)}"
            )
        self.built = True

    def call(self, images):
        self._knows_pixels = self._knows_pixels or warn_of_small_pixels(self.name, images)
        height, width, channels = self._sides
        if images.shape[1:] != self._sides:
            images = _resized(images, height, width)
        if images.shape[-1] == channels:
            return images
        return ops.matmul(images, _LUMA) if channels == 1 else ops.repeat(images, channels, axis=-1)

    def compute_output_shape(self, images_shape):
        return (images_shape[0], *self._sides)

    def get_config(self):
        return {**super().get_config(), "image_shape": self.image_shape}


def _resized(images, height, width):
    """Images `(B, H, W, C)` as `(B, height, width, C)`.

    Two products of matrices, one a direction: `keras.ops.image.resize` with `antialias` does not
    compile under XLA on TensorFlow.
    """
    _, from_height, from_width, channels = ops.shape(images)
    scale = ops.maximum(height / _float(from_height), width / _float(from_width))
    lines = ops.reshape(images, (-1, from_height, from_width * channels))
    lines = ops.matmul(_weights(from_height, height, scale), lines)
    lines = ops.reshape(lines, (-1, height, from_width, channels))
    return ops.matmul(_weights(from_width, width, scale), lines)


def _weights(before, after, scale):
    """What each pixel after takes of each before, `(after, before)`: a triangle round its place."""
    pixels = ops.arange(before, dtype="float32")
    # Centre on centre: what is too long is cut off on both sides.
    places = (ops.arange(after, dtype="float32") + 0.5 - after / 2) / scale + _float(before) / 2
    distances = ops.abs(places[:, None] - 0.5 - pixels)
    triangles = ops.maximum(1 - distances * ops.minimum(scale, 1.0), 0.0)
    return triangles / ops.sum(triangles, axis=1, keepdims=True)


def _float(number):
    return ops.cast(number, "float32")
