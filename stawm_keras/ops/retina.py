"""The patches of a retina as a pure function.

Symbols: B batch, Hi, Wi image height and width, C channels, K scales.
"""

from keras import ops

from stawm_keras.ops.bilinear import half_extent
from stawm_keras.ops.bilinear import index_and_inside
from stawm_keras.types import Size
from stawm_keras.types import Tensor


def retina_sample(image: Tensor, centre: Tensor, size: Size, scales: int) -> Tensor:
    """Patches around a place, each twice as wide as the last and all of one size in pixels.

    A pixel of the patch k, from 0, is the mean of 2^k x 2^k pixels of the image. The widest patch
    is gathered once, and the others are cut from it. Between whole pixels the image is interpolated
    bilinearly, with zeros outside.

    Args:
        image: Tensor `(B, Hi, Wi, C)`, of a floating-point dtype.
        centre: float32 tensor `(B, 2)`, `(x, y)`, where -1 and 1 are the centres of the corner
            pixels.
        size: Tuple `(height, width)` of the patches.
        scales: Integer K, how many there are.

    Returns:
        Tensor `(B, height, width, K C)` of the image's dtype, the narrowest patch first.

    Example:

    >>> image = np.ones((1, 4, 4, 1), "float32")
    >>> middle = np.zeros((1, 2), "float32")
    >>> patches = stawm_keras.ops.retina_sample(image, middle, (2, 2), scales=3)
    >>> np.array(patches)[0, 0, 0].tolist()
    [1.0, 1.0, 0.25]
    """
    height, width = size
    widest = 2 ** (scales - 1)
    around = _pixels_around(image, centre, (height * widest, width * widest))
    patches = []
    for factor in (2**k for k in range(scales)):
        top, top_odd = divmod(height * (widest - factor), 2)
        left, left_odd = divmod(width * (widest - factor), 2)
        pixels, part_y, part_x = around
        if top_odd or left_odd:  # The narrowest of an odd size lies between the pixels of the rest.
            top = left = 0
            pixels, part_y, part_x = _pixels_around(image, centre, size)
        patch = pixels[:, top : top + height * factor + 1, left : left + width * factor + 1]
        rows = _means(patch, part_y, factor)
        columns = _means(ops.swapaxes(rows, 1, 2), part_x, factor)
        patches.append(ops.swapaxes(columns, 1, 2))
    return ops.cast(ops.concatenate(patches, axis=-1), image.dtype)


def _pixels_around(image, centre, size):
    """The pixels between which `size` of them around a place lie.

    They are `(B, height + 1, width + 1, C)`. And how far those lie from each row and each column to
    the next, in [0, 1), `(B, 1, 1, 1)`. All are float32.
    """
    batch, height, width, channels = ops.shape(image)
    row, inside_y, part_y = _along(centre[:, 1], height, size[0])
    column, inside_x, part_x = _along(centre[:, 0], width, size[1])
    first_pixel = ops.reshape(ops.arange(batch, dtype="int32") * (height * width), (-1, 1, 1))
    index = first_pixel + row[:, :, None] * width + column[:, None, :]
    pixels = ops.take(ops.reshape(image, (-1, channels)), index, axis=0)
    inside = inside_y[:, :, None, None] * inside_x[:, None, :, None]
    return ops.cast(pixels, "float32") * inside, part_y, part_x


def _along(centre, side, count):
    """The same along an axis: indices, whether there are such pixels, `(B, count + 1)`; parts."""
    half = half_extent(side)
    start = centre * half + (half - (count - 1) / 2)
    first = ops.floor(start)
    pixel = first[:, None] + ops.arange(count + 1, dtype="float32")
    return *index_and_inside(pixel, side), ops.reshape(start - first, (-1, 1, 1, 1))


def _means(pixels, part, factor):
    """Means of `factor` rows each, which begin `part` of a row below the pixels' own."""
    _, rows, columns, channels = pixels.shape
    blocks = ops.reshape(pixels[:, :-1], (-1, (rows - 1) // factor, factor, columns, channels))
    # A mean that begins a whole row below has the next one's first row in place of its own.
    moved = pixels[:, factor::factor] - pixels[:, :-1:factor]
    return ops.mean(blocks, axis=2) + part / factor * moved
