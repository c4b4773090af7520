"""Bilinear sampling under a projective pose, as a pure function.

Symbols: B batch, Hi, Wi image height and width, C channels.
"""

from keras import ops

from stawm_keras.ops.bilinear import bilinear_sample
from stawm_keras.ops.bilinear import half_extent
from stawm_keras.ops.bilinear import steps
from stawm_keras.types import Size
from stawm_keras.types import Tensor

# A pixel outside every image.
_OUTSIDE = -2.0
# Where the third coordinate is smaller, a position is at the horizon or behind who looks.
HORIZON = 1e-6


def projective_sample(image: Tensor, pose: Tensor, size: Size) -> Tensor:
    """Samples `image` bilinearly on a grid in perspective, with zeros outside.

    -1 and 1 are the centres of the corner pixels (`align_corners`), as in `affine_sample`, which
    poses with `g` and `h` of 0 equal. What lies at the horizon or beyond, where
    `g x + h y + 1 <= 0`, is 0: it would be the image seen from behind.

    Args:
        image: Tensor `(B, Hi, Wi, C)`, of a floating-point dtype.
        pose: float32 tensor `(B, 8)`: a to h of the matrix `(a b c, d e f, g h 1)` that takes
            output coordinates `(x, y, 1)` to homogeneous image coordinates.
        size: Tuple `(height, width)` of the output.

    Returns:
        Tensor `(B, height, width, C)` of the image's dtype.

    Example:

    >>> image = np.arange(9, dtype="float32").reshape(1, 3, 3, 1)
    >>> further_below = np.array([[1, 0, 0, 0, 1, 0, 0, 1 / 3]], "float32")
    >>> sampled = stawm_keras.ops.projective_sample(image, further_below, (3, 3))
    >>> np.array(sampled)[0, 1:, 1, 0].round(3).tolist()
    [4.0, 6.25]
    """
    _, image_height, image_width, _ = ops.shape(image)
    a = ops.reshape(pose, (-1, 8, 1, 1))
    x, y = steps(size, 1.0)
    depth = a[:, 6] * x + a[:, 7] * y + 1
    hidden = depth <= HORIZON
    depth = ops.where(hidden, 1.0, depth)
    places = []
    for row, side in ((a[:, :3], image_width), (a[:, 3:6], image_height)):
        half = half_extent(side)
        x, y = steps(size, half)
        place = (row[:, 0] * x + row[:, 1] * y + row[:, 2] * half) / depth + half
        places.append(ops.where(hidden, _OUTSIDE, place))
    return bilinear_sample(image, *places)
