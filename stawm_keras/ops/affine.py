"""Bilinear sampling under an affine pose, as a pure function.

Symbols: B batch, Hi, Wi image height and width, C channels, S output side.
"""

from keras import ops

from stawm_keras.ops.bilinear import bilinear_sample
from stawm_keras.ops.bilinear import half_extent
from stawm_keras.ops.bilinear import steps
from stawm_keras.types import Size
from stawm_keras.types import Tensor


def affine_sample(image: Tensor, pose: Tensor, size: Size) -> Tensor:
    """Samples `image` bilinearly on a grid that `pose` places, with zeros outside.

    -1 and 1 are the centres of the corner pixels (`align_corners`), of the image and of the output
    alike. Positions are kept in pixels, so that the identity pose at the image's own size falls
    exactly on the pixels and returns the image to the last bit.

    Args:
        image: Tensor `(B, Hi, Wi, C)`, of a floating-point dtype.
        pose: float32 tensor `(B, 6)`: a row-major 2 x 3 matrix that takes output coordinates
            `(x, y, 1)` to image coordinates `(x, y)`.
        size: Tuple `(height, width)` of the output.

    Returns:
        Tensor `(B, height, width, C)` of the image's dtype.

    Example:

    >>> image = np.arange(9, dtype="float32").reshape(1, 3, 3, 1)
    >>> lower_right_quarter = np.array([[0.5, 0, 0.5, 0, 0.5, 0.5]], "float32")
    >>> sampled = stawm_keras.ops.affine_sample(image, lower_right_quarter, (2, 2))
    >>> np.array(sampled)[0, :, :, 0].tolist()
    [[4.0, 5.0], [7.0, 8.0]]
    """
    _, image_height, image_width, _ = ops.shape(image)
    a = ops.reshape(pose, (-1, 6, 1, 1))
    # (B, height, width) positions in pixels: centre + half extent * (A (x, y, 1)).
    half_x, half_y = half_extent(image_width), half_extent(image_height)
    step_x, step_y = steps(size, half_x), steps(size, half_y)
    x = a[:, 0] * step_x[0] + a[:, 1] * step_x[1] + (a[:, 2] * half_x + half_x)
    y = a[:, 3] * step_y[0] + a[:, 4] * step_y[1] + (a[:, 5] * half_y + half_y)
    return bilinear_sample(image, x, y)
