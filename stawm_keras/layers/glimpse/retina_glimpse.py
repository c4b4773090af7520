"""A look that is sharp at its centre and coarse around it."""

import numpy as np
from keras import ops

from stawm_keras.layers.glimpse.geometry import CORNERS_X
from stawm_keras.layers.glimpse.geometry import CORNERS_Y
from stawm_keras.layers.glimpse.geometry import in_pixels
from stawm_keras.layers.glimpse.grid_glimpse import GridGlimpse
from stawm_keras.ops import retina_sample
from stawm_keras.registration import register

# How much wider than the image a patch may be: the rest is black, and is gathered all the same.
WIDEST = 16


@register
class RetinaGlimpse(GridGlimpse):
    """Sees patches around a place, each twice as wide as the last, in as many pixels.

    The narrowest patch shows the image pixel for pixel; a pixel of the next is the mean of 2 x 2
    pixels, of the one after it of 4 x 4, and so on. Outside the image is zero. The patches lie
    along the channels, the narrowest first. A glimpse costs the same of an image of any size.

    Where a pose puts the patches on whole pixels, they are crops; between them the image is
    interpolated bilinearly. That gives a gradient in the pose, which no crop has: it tells of the
    nearest pixels alone, jumps at whole pixels, and is there that of moving right and down. The
    paper's model learns where to look by reward and stops it, for it samples the pose.

    Args:
        size: Integer or tuple of two integers, the patches' height and width in pixels.
        scales: Integer K, how many patches there are.
        **kwargs: Other `keras.Layer` arguments, `name` and `dtype` among them.

    Call arguments:
        image: Tensor `(B, Hi, Wi, C)`, or `(B, N, Hi, Wi, C)`, a frame for every glimpse.
        pose: Tensor `(B, 2)`, or `(B, N, 2)`, a pose for every glimpse: the centre `(x, y)`, where
            -1 and 1 are the centres of the corner pixels. `(0, 0)` stands for the whole image: it
            shows as much of it as the retina can.

    Input shape:
        `[(B, Hi, Wi, C), (B, 2)]`, or with N glimpses.

    Output shape:
        `(B, height, width, K C)`, or `(B, N, height, width, K C)`.

    Raises:
        ValueError: If `size` is not one or two positive integers, `scales` is less than 1, the
            widest patch is over 16 times as wide as the image, or the inputs' shapes do not belong
            together.

    Example:

    >>> image, upper_left = np.ones((2, 60, 60, 1), "float32"), -0.5 * np.ones((2, 2), "float32")
    >>> stawm_keras.layers.RetinaGlimpse(12, scales=3)(image, upper_left).shape
    (2, 12, 12, 3)

    Reference:
        Mnih et al., "Recurrent Models of Visual Attention", 2014, Section 3.1.
    """

    pose_units = 2
    whole_image = (0.0, 0.0)

    def __init__(self, size, scales, **kwargs):
        super().__init__(size, **kwargs)
        if not isinstance(scales, int) or scales < 1:
            raise ValueError(
                "`scales` must be a positive integer, how many patches a retina has. Received: "
                f"scales={scales}"
            )
        self.scales = scales

    def build(self, image_shape, pose_shape):
        super().build(image_shape, pose_shape)
        sides = image_shape[-3:-1]
        widest = max(self._size) * 2 ** (self.scales - 1)
        if None not in sides and widest > WIDEST * max(sides):
            raise ValueError(
                f"A retina may be {WIDEST} times as wide as the image and no wider: take fewer "
                f"scales or a smaller size. Received: size={self.size}, scales={self.scales}, "
                f"together {widest} pixels wide, for images of {sides[0]} x {sides[1]}"
            )

    def look(self, image, pose):
        return retina_sample(image, pose, self._size, self.scales)

    def look_shape(self, image_shape):
        return (*self._size, self.scales * image_shape[-1])

    def frames(self, poses, image_shape):
        """Where each patch lies on its image.

        Args:
            poses: Tensor `(B, N, 2)`.
            image_shape: Tuple `(height, width)` or `(height, width, channels)`.

        Returns:
            Tensor `(B, N, K, 4, 2)`: the corners `(x, y)` of the K patches, the narrowest first, in
            pixels of the image: the centres of their own corner pixels.

        Example:

        >>> frames = stawm_keras.layers.RetinaGlimpse(3, 2).frames(np.zeros((1, 1, 2)), (29, 29))
        >>> np.array(frames)[0, 0].tolist()[0]
        [[13.0, 13.0], [15.0, 13.0], [15.0, 15.0], [13.0, 15.0]]
        """
        poses = ops.expand_dims(ops.cast(poses, "float32"), 2)
        centre = ops.expand_dims(in_pixels(poses[..., 0], poses[..., 1], image_shape), 3)
        factor = 2 ** np.arange(self.scales)[:, None, None]
        half = (factor * self._size[::-1] - 1) / 2  # (K, 1, 2), of x and y.
        return centre + (half * np.stack([CORNERS_X, CORNERS_Y], axis=-1)).astype("float32")

    def get_config(self):
        return {**super().get_config(), "scales": self.scales}
