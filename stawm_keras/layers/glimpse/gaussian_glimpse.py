"""A look through a grid of Gaussian filters."""

from keras import ops

from stawm_keras.layers.glimpse.sensor import Sensor
from stawm_keras.ops import gaussian_read
from stawm_keras.ops.gaussian import filter_centres
from stawm_keras.registration import register


@register
class GaussianGlimpse(Sensor):
    """Looks at an image through a grid of N x N Gaussian filters.

    A pose says where the grid's centre is, how far its filters lie apart, how wide each is, and by
    what factor all that is seen is multiplied. The weights of a filter add up to 1 over the image,
    and none is ever exactly 0: a grid that has left the image sees the pixels that are nearest to
    it. Differentiable in the image and in the pose. Filters are float32 under every dtype policy.

    `GaussianWriter` writes through the same filters.

    Args:
        size: Integer N, the filters along either axis.
        **kwargs: Other `keras.Layer` arguments, `name` and `dtype` among them.

    Call arguments:
        image: Tensor `(B, Hi, Wi, C)`, or `(B, N, Hi, Wi, C)`, a frame for every glimpse.
        pose: Tensor `(B, 5)`, or `(B, N, 5)`, a pose for every glimpse: the centre `(x, y)`, where
            -1 and 1 are one pixel outside the image; the logarithm of the filters' variance, in
            square pixels; that of their stride, 0 where they reach over the image's longer side;
            and that of the intensity.

    Input shape:
        `[(B, Hi, Wi, C), (B, 5)]`, or with N glimpses.

    Output shape:
        `(B, N, N, C)`, or with as many of these as there are glimpses.

    Raises:
        ValueError: If `size` is no positive integer, or the inputs' shapes do not belong together.

    Example:

    >>> image = np.ones((2, 28, 20, 1), "float32")
    >>> pose = np.array([[0.2, -0.1, 0, -1, 0]] * 2, "float32")
    >>> stawm_keras.layers.GaussianGlimpse(5)(image, pose).shape
    (2, 5, 5, 1)

    Reference:
        Gregor et al., "DRAW: A Recurrent Neural Network For Image Generation", 2015, Section 3.2.
    """

    pose_units = 5
    whole_image = (0.0, 0.0, 0.0, 0.0, 0.0)

    def __init__(self, size, **kwargs):
        super().__init__(**kwargs)
        if not isinstance(size, int) or size < 1:
            raise ValueError(
                "`size` must be a positive integer, the number of filters along either axis. "
                f"Received: size={size}"
            )
        self.size = size

    def look(self, image, pose):
        return gaussian_read(image, pose, self.size)

    def look_shape(self, image_shape):
        return (self.size, self.size, image_shape[-1])

    def frames(self, poses, image_shape):
        """Where each grid of filters lies on its image, or on a canvas that is written to.

        Args:
            poses: Tensor `(B, N, 5)`.
            image_shape: Tuple `(height, width)` or `(height, width, channels)`.

        Returns:
            Tensor `(B, N, 1, 4, 2)`: corners `(x, y)` in pixels of the image, the centres of the
            grid's corner filters.

        Example:

        >>> half_as_wide = np.array([[[0, 0, 0, np.log(0.5), 0]]])
        >>> frames = stawm_keras.layers.GaussianGlimpse(5).frames(half_as_wide, (29, 21))
        >>> np.array(frames)[0, 0, 0].round(3).tolist()
        [[3.0, 7.0], [17.0, 7.0], [17.0, 21.0], [3.0, 21.0]]
        """
        x, y = filter_centres(ops.cast(poses, "float32"), self.size, image_shape[:2])
        left, right, above, below = x[..., 0], x[..., -1], y[..., 0], y[..., -1]
        corners_x = ops.stack([left, right, right, left], axis=-1)
        corners_y = ops.stack([above, above, below, below], axis=-1)
        return ops.expand_dims(ops.stack([corners_x, corners_y], axis=-1), 2)

    def get_config(self):
        return {**super().get_config(), "size": self.size}
