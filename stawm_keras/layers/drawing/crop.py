"""Cutting off a border."""

import keras
from keras import ops

from stawm_keras.registration import register


@register
class Crop(keras.Layer):
    """Cuts the same border off all sides of images.

    It does what `keras.layers.Cropping2D` does. As a slice of known size its gradient is a padding,
    which TensorFlow computes on all cores.

    Args:
        border: Integer, the border's width in pixels.
        **kwargs: Other `keras.Layer` arguments, `name` and `dtype` among them.
    """

    def __init__(self, border, **kwargs):
        super().__init__(**kwargs)
        self.border = border

    def call(self, images):
        batch = ops.shape(images)[0]
        start = (0, self.border, self.border, 0)
        return ops.slice(images, start, (batch, *self.compute_output_shape(images.shape)[1:]))

    def compute_output_shape(self, images_shape):
        batch, height, width, channels = images_shape
        return (batch, height - 2 * self.border, width - 2 * self.border, channels)

    def get_config(self):
        return {**super().get_config(), "border": self.border}
