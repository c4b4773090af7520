"""What sensors share that sample an image on a grid of the glimpse's size."""

from stawm_keras.layers.glimpse.geometry import height_and_width
from stawm_keras.layers.glimpse.sensor import Sensor


class GridGlimpse(Sensor):
    """A sensor that has a size and sees each channel of the image as one."""

    def __init__(self, size, **kwargs):
        super().__init__(**kwargs)
        self.size = size
        self._size = height_and_width(size)

    def look_shape(self, image_shape):
        return (*self._size, image_shape[-1])

    def get_config(self):
        return {**super().get_config(), "size": self.size}
