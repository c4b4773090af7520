"""Reading and writing with a grid of Gaussian filters, as pure functions, float32 throughout.

    F_X[i, a] ~ exp(-(a - mu_i)^2 / (2 sigma^2)),    sum_a F_X[i, a] = 1,    F_Y likewise
    mu_i = g_X + (i - N/2 - 0.5) delta,              i = 1 ... N

    read:  gamma F_Y x F_X^T        write:  1/gamma F_Y^T w F_X

Pixels a and filters i are counted from 1, so that a pose of zeros centres the filters on the image.

Symbols: B batch, H, W, C image height, width and channels, N filters along either axis; g centre,
delta stride, sigma^2 variance, gamma intensity, F filters.
"""

import numpy as np
from keras import ops

from stawm_keras.ops.bilinear import half_extent
from stawm_keras.types import Size
from stawm_keras.types import Tensor

# Of logarithms, either way. What lies beyond is no filter of any image, but infinities would meet
# zeros, and that is no number.
UTMOST = 20.0


def gaussian_read(image: Tensor, pose: Tensor, size: int) -> Tensor:
    """What a grid of Gaussian filters sees of an image.

    Args:
        image: Tensor `(B, H, W, C)`, of a floating-point dtype.
        pose: float32 tensor `(B, 5)`: the centre `(x, y)` and the logarithms of variance, stride
            and intensity (see `gaussian_filters`).
        size: Integer N.

    Returns:
        Tensor `(B, N, N, C)` of the image's dtype.

    Example:

    >>> image = np.full((1, 9, 7, 1), 2, "float32")
    >>> three_times = np.array([[0, 0, 0, 0, np.log(3)]], "float32")
    >>> np.array(stawm_keras.ops.gaussian_read(image, three_times, 2)).ravel().round(3).tolist()
    [6.0, 6.0, 6.0, 6.0]
    """
    _, height, width, _ = ops.shape(image)
    by_row, by_column = gaussian_filters(pose, size, (height, width))
    rows = ops.einsum("bih,bhwc->biwc", by_row, ops.cast(image, "float32"))
    seen = ops.einsum("bjw,biwc->bijc", by_column, rows)
    return ops.cast(_factor(pose[:, 4]) * seen, image.dtype)


def gaussian_write(patch: Tensor, pose: Tensor, canvas_size: Size) -> Tensor:
    """What a patch puts on a canvas through the filters that `gaussian_read` sees with, transposed.

    Args:
        patch: Tensor `(B, N, N, C)`.
        pose: float32 tensor `(B, 5)`, as of `gaussian_read`.
        canvas_size: Tuple `(height, width)`.

    Returns:
        float32 tensor `(B, height, width, C)`.

    Example:

    >>> patch, pose = np.ones((1, 3, 3, 1), "float32"), np.zeros((1, 5), "float32")
    >>> written = stawm_keras.ops.gaussian_write(patch, pose, (8, 6))
    >>> written.shape, round(float(np.sum(written)), 3)
    ((1, 8, 6, 1), 9.0)
    """
    by_row, by_column = gaussian_filters(pose, patch.shape[1], canvas_size)
    columns = ops.einsum("bjw,bijc->biwc", by_column, ops.cast(patch, "float32"))
    return _factor(-pose[:, 4]) * ops.einsum("bih,biwc->bhwc", by_row, columns)


def gaussian_filters(pose: Tensor, size: int, image_size: Size) -> tuple[Tensor, Tensor]:
    """The filters of the rows and those of the columns, whose weights add up to 1.

    With a stride whose logarithm is 0, the outermost filters lie on the first and the last pixel of
    the image's longer side. Logarithms beyond 20 or -20 count as these.

    Args:
        pose: float32 tensor `(B, 5)`: the centre `(x, y)`, where -1 and 1 are one pixel outside the
            image; the logarithms of the variance in square pixels, of the stride and of the
            intensity.
        size: Integer N.
        image_size: Tuple `(height, width)`.

    Returns:
        Tuple of float32 tensors `(B, N, height)` and `(B, N, width)`.

    Example:

    >>> narrow = np.array([[0, 0, -9, 0, 0]], "float32")
    >>> by_row, by_column = stawm_keras.ops.gaussian_filters(narrow, 3, (5, 7))
    >>> np.array(by_column)[0].argmax(axis=-1).tolist()
    [0, 3, 6]
    """
    x, y = filter_centres(pose, size, image_size)
    precision = _exp(-pose[:, 2])[:, None, None]
    height, width = image_size
    return _filters(y, precision, height), _filters(x, precision, width)


def filter_centres(pose, size, image_size):
    """Where filters are centred: tensors `(..., N)` of columns and of rows, in pixels from 0."""
    height, width = image_size
    half_y, half_x = half_extent(height), half_extent(width)
    # (max(W, H) - 1) / (N - 1) pixels; a single filter has none.
    stride = _exp(pose[..., 3:4]) * (2 * ops.maximum(half_y, half_x) / max(size - 1, 1))
    offsets = stride * (np.arange(1, size + 1, dtype="float32") - size / 2 - 0.5)
    x = (half_x + 1) * (pose[..., 0:1] + 1) - 1 + offsets
    y = (half_y + 1) * (pose[..., 1:2] + 1) - 1 + offsets
    return x, y


def _filters(centres, precision, side):
    centres = ops.expand_dims(centres, -1)
    # Squared distances, less that of the pixel which is nearest to a centre outside: far away, they
    # are too large to differ from pixel to pixel.
    last = ops.cast(side, "float32") - 1.0
    nearest = ops.stop_gradient(ops.minimum(ops.maximum(centres, 0.0), last))
    distance = ops.arange(side, dtype="float32") - nearest
    squares = distance * (distance - 2 * (centres - nearest))
    # The normalised Gaussian, which of a filter far outside is no division of 0 by 0.
    return ops.softmax(-precision * squares / 2, axis=-1)


def _factor(logarithm):
    return ops.reshape(_exp(logarithm), (-1, 1, 1, 1))


def _exp(logarithm):
    return ops.exp(ops.clip(logarithm, -UTMOST, UTMOST))
