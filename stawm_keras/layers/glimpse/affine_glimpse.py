"""A differentiable look at a part of an image."""

from keras import ops

from stawm_keras.layers.glimpse.geometry import CORNERS_X
from stawm_keras.layers.glimpse.geometry import CORNERS_Y
from stawm_keras.layers.glimpse.geometry import at_corners
from stawm_keras.layers.glimpse.geometry import in_pixels
from stawm_keras.layers.glimpse.grid_glimpse import GridGlimpse
from stawm_keras.ops import affine_sample
from stawm_keras.registration import register

# The determinant below which a pose fills a line of a canvas and no area.
FLAT = 1e-6


@register
class AffineGlimpse(GridGlimpse):
    """Samples a glimpse of an image under an affine pose.

    Sampling is bilinear with zeros outside the image, differentiable in the image and in the pose.
    -1 and 1 are the centres of the corner pixels (`align_corners`), so the identity pose
    `(1, 0, 0, 0, 1, 0)` shows the whole image, and with `size` the image's own size returns it to
    the last bit. The sampling grid is float32 under every dtype policy.

    With the canvas' size as `size` and an inverse pose, the same layer places a sketch on a canvas.

    Args:
        size: Integer or tuple of two integers, the glimpse's height and width in pixels.
        **kwargs: Other `keras.Layer` arguments, `name` and `dtype` among them.

    Call arguments:
        image: Tensor `(B, Hi, Wi, C)`, or `(B, N, Hi, Wi, C)`, a frame for every glimpse.
        pose: Tensor `(B, 6)`, or `(B, N, 6)`, a pose for every glimpse: a row-major 2 x 3 matrix
            that takes glimpse coordinates `(x, y, 1)` to image coordinates `(x, y)`, both in
            [-1, 1].

    Input shape:
        `[(B, Hi, Wi, C), (B, 6)]`, or with N glimpses.

    Output shape:
        `(B, height, width, C)`, or `(B, N, height, width, C)`.

    Raises:
        ValueError: If `size` is not one or two positive integers, or the inputs' shapes do not
            belong together.

    Example:

    >>> image = np.random.default_rng(0).uniform(size=(2, 28, 28, 1)).astype("float32")
    >>> upper_left_quarter = np.array([[0.5, 0, -0.5, 0, 0.5, -0.5]] * 2, "float32")
    >>> stawm_keras.layers.AffineGlimpse(8)(image, upper_left_quarter).shape
    (2, 8, 8, 1)

    Reference:
        Section 3.1 of the paper; Jaderberg et al., "Spatial Transformer Networks", 2015.
    """

    pose_units = 6
    whole_image = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0)

    def look(self, image, pose):
        return affine_sample(image, pose, self._size)

    def frames(self, poses, image_shape):
        """Where each glimpse lies on its image.

        The identity pose's frame joins the centres of the four corner pixels: it lies half a pixel
        inside the image's outer edge.

        Args:
            poses: Tensor `(B, N, 6)`.
            image_shape: Tuple `(height, width)` or `(height, width, channels)`.

        Returns:
            Tensor `(B, N, 1, 4, 2)`: corners `(x, y)` in pixels of the image, in order round the
            frame, from what is the upper left corner of the glimpse to its upper right one.

        Example:

        >>> upper_left_quarter = np.array([[[0.5, 0, -0.5, 0, 0.5, -0.5]]])
        >>> frames = stawm_keras.layers.AffineGlimpse(8).frames(upper_left_quarter, (29, 29))
        >>> np.array(frames)[0, 0, 0].tolist()
        [[0.0, 0.0], [14.0, 0.0], [14.0, 14.0], [0.0, 14.0]]
        """
        a, b, x, c, d, y = _numbers(poses)
        corners = in_pixels(at_corners(a, b, x), at_corners(c, d, y), image_shape)
        return ops.expand_dims(corners, 2)

    def sketch_frames(self, inverse_poses, canvas_shape):
        """Where each sketch lies on its canvas, if the poses place sketches.

        Args:
            inverse_poses: Tensor `(B, N, 6)` that take canvas coordinates to sketch coordinates.
            canvas_shape: Tuple `(height, width)` or `(height, width, channels)`.

        Returns:
            Tensor `(B, N, 1, 4, 2)`, as `frames` returns it. The frame of a pose that cannot be
            inverted, which spreads one line of the sketch over the canvas, is not a number.

        Example:

        >>> upper_left_quarter = np.array([[[2, 0, 1, 0, 2, 1]]])
        >>> place = stawm_keras.layers.AffineGlimpse(29)
        >>> frames = place.sketch_frames(upper_left_quarter, (29, 29))
        >>> np.array(frames)[0, 0, 0].tolist()
        [[0.0, 0.0], [14.0, 0.0], [14.0, 14.0], [0.0, 14.0]]

        Reference:
            Section 3.3 of the paper.
        """
        a, b, x, c, d, y = _numbers(inverse_poses)
        area = a * d - b * c
        area = ops.where(ops.abs(area) < FLAT, float("nan"), area)
        right, down = ops.subtract(CORNERS_X, x), ops.subtract(CORNERS_Y, y)
        corners_x, corners_y = (d * right - b * down) / area, (a * down - c * right) / area
        return ops.expand_dims(in_pixels(corners_x, corners_y, canvas_shape), 2)


def _numbers(poses):
    """The six numbers of poses, each `(B, N, 1)`."""
    poses = ops.cast(poses, "float32")
    return ops.split(poses, 6, axis=-1)
