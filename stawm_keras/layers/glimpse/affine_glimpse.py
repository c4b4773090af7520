"""A differentiable look at a part of an image."""

import keras
from keras import ops

from stawm_keras.ops import affine_sample


@keras.saving.register_keras_serializable(package="stawm_keras")
class AffineGlimpse(keras.Layer):
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
        image: Tensor `(B, Hi, Wi, C)`.
        pose: Tensor `(B, 6)`: a row-major 2 x 3 matrix that takes glimpse coordinates `(x, y, 1)`
            to image coordinates `(x, y)`, both in [-1, 1].

    Input shape:
        `[(B, Hi, Wi, C), (B, 6)]`.

    Output shape:
        `(B, height, width, C)`.

    Raises:
        ValueError: If `size` is not one or two positive integers, or the inputs' ranks are wrong.

    Example:

    >>> image = np.random.default_rng(0).uniform(size=(2, 28, 28, 1)).astype("float32")
    >>> upper_left_quarter = np.array([[0.5, 0, -0.5, 0, 0.5, -0.5]] * 2, "float32")
    >>> stawm_keras.layers.AffineGlimpse(8)(image, upper_left_quarter).shape
    (2, 8, 8, 1)

    Reference:
        Section 3.1 of the paper; Jaderberg et al., "Spatial Transformer Networks", 2015.
    """

    def __init__(self, size, **kwargs):
        super().__init__(autocast=False, **kwargs)
        self.size = size
        self._size = height_and_width(size)

    def build(self, image_shape, pose_shape):
        if len(image_shape) != 4:
            raise ValueError(
                "AffineGlimpse looks at images of shape (batch, height, width, channels). "
                f"Received: image of shape {tuple(image_shape)}"
            )
        if len(pose_shape) != 2 or pose_shape[-1] != 6:
            raise ValueError(
                "AffineGlimpse takes poses of shape (batch, 6), row-major 2 x 3 matrices. "
                f"Received: pose of shape {tuple(pose_shape)}"
            )

    def call(self, image, pose):
        image = ops.cast(image, self.compute_dtype)
        return affine_sample(image, ops.cast(pose, "float32"), self._size)

    def compute_output_shape(self, image_shape, pose_shape):
        return (image_shape[0], *self._size, image_shape[-1])

    def get_config(self):
        return {**super().get_config(), "size": self.size}


def height_and_width(size):
    """`size` as a tuple of two; raises `ValueError` where it is none."""
    sides = tuple(size) if isinstance(size, (tuple, list)) else (size, size)
    if len(sides) != 2 or not all(isinstance(side, int) and side >= 1 for side in sides):
        raise ValueError(
            "`size` must be a positive integer or two of them, the glimpse's height and width in "
            f"pixels. Received: size={size}"
        )
    return sides
