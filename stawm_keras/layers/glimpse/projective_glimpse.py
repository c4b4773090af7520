"""A differentiable look at a part of an image in perspective."""

from keras import ops

from stawm_keras.layers.glimpse.geometry import at_corners
from stawm_keras.layers.glimpse.geometry import in_pixels
from stawm_keras.layers.glimpse.grid_glimpse import GridGlimpse
from stawm_keras.ops import projective_sample
from stawm_keras.ops.projective import HORIZON
from stawm_keras.registration import register


@register
class ProjectiveGlimpse(GridGlimpse):
    """Samples a glimpse of an image in perspective.

    It samples as `AffineGlimpse` does: bilinearly with zeros outside, differentiable in the image
    and in the pose, and under the identity pose `(1, 0, 0, 0, 1, 0, 0, 0)` with the image's own
    size it returns the image to the last bit. What lies at the horizon or beyond is zero.

    Args:
        size: Integer or tuple of two integers, the glimpse's height and width in pixels.
        **kwargs: Other `keras.Layer` arguments, `name` and `dtype` among them.

    Call arguments:
        image: Tensor `(B, Hi, Wi, C)`, or `(B, N, Hi, Wi, C)`, a frame for every glimpse.
        pose: Tensor `(B, 8)`, or `(B, N, 8)`, a pose for every glimpse: the first eight numbers of
            a row-major 3 x 3 matrix, the ninth being 1, that takes glimpse coordinates `(x, y, 1)`
            to homogeneous image coordinates, where -1 and 1 are the centres of the corner pixels.

    Input shape:
        `[(B, Hi, Wi, C), (B, 8)]`, or with N glimpses.

    Output shape:
        `(B, height, width, C)`, or `(B, N, height, width, C)`.

    Raises:
        ValueError: If `size` is not one or two positive integers, or the inputs' shapes do not
            belong together.

    Example:

    >>> image = np.ones((2, 28, 28, 1), "float32")
    >>> narrower_above = np.array([[1, 0, 0, 0, 1, 0, 0, -0.5]] * 2, "float32")
    >>> stawm_keras.layers.ProjectiveGlimpse(8)(image, narrower_above).shape
    (2, 8, 8, 1)

    Reference:
        Jaderberg et al., "Spatial Transformer Networks", 2015, Section 3.2.
    """

    pose_units = 8
    whole_image = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0)

    def look(self, image, pose):
        return projective_sample(image, pose, self._size)

    def frames(self, poses, image_shape):
        """Where each glimpse lies on its image.

        Args:
            poses: Tensor `(B, N, 8)`.
            image_shape: Tuple `(height, width)` or `(height, width, channels)`.

        Returns:
            Tensor `(B, N, 1, 4, 2)`: corners `(x, y)` in pixels of the image, in order round the
            frame from what is the upper left corner of the glimpse. Where a corner lies beyond the
            horizon it is not a number.

        Example:

        >>> narrower_above = np.array([[[1, 0, 0, 0, 1, 0, 0, -0.5]]])
        >>> frames = stawm_keras.layers.ProjectiveGlimpse(8).frames(narrower_above, (31, 31))
        >>> np.array(frames)[0, 0, 0].round(3).tolist()
        [[5.0, 5.0], [25.0, 5.0], [45.0, 45.0], [-15.0, 45.0]]
        """
        a, b, c, d, e, f, g, h = ops.split(ops.cast(poses, "float32"), 8, axis=-1)
        depth = at_corners(g, h, 1)
        depth = ops.where(depth <= HORIZON, float("nan"), depth)
        x, y = at_corners(a, b, c) / depth, at_corners(d, e, f) / depth
        return ops.expand_dims(in_pixels(x, y, image_shape), 2)
