"""Where the parts of a picture of many images stand, so that there are no gaps. In inches."""

import math
from typing import NamedTuple

_AREA = 4.6  # Of an image, whatever its proportions.
_GLIMPSE = 0.5  # The longer side of a glimpse, at least,
_LARGEST = 1.0  # and at most.
_NUMBER = 0.16  # The height of a glimpse's number, above it.
_GAP = 0.06
_BETWEEN = 0.24  # One image, with all that belongs to it, and the next.
_PROPORTIONS = 1.4  # A sheet's width by its height, about.


class Place(NamedTuple):
    """A rectangle, from the left and from the top."""

    left: float
    top: float
    width: float
    height: float

    def moved(self, right, down):
        """The same rectangle elsewhere."""
        return self._replace(left=self.left + right, top=self.top + down)

    def on(self, size):
        """The same as `matplotlib.figure.Figure.add_axes` takes it, on a figure of that size."""
        width, height = size
        bottom = height - self.top - self.height
        return self.left / width, bottom / height, self.width / width, self.height / height


def place_glimpses(image_shape, glimpse_shape, count):
    """Places an image and its glimpses beside it, or below an image that is wide.

    Args:
        image_shape, glimpse_shape: Tuples that begin with height and width, in pixels.
        count: Integer, how many glimpses there are.

    Returns:
        List of `Place`, the image's first.
    """
    proportions = image_shape[1] / image_shape[0]
    width, height = math.sqrt(_AREA * proportions), math.sqrt(_AREA / proportions)
    high, wide = (_GLIMPSE * side / max(glimpse_shape[:2]) for side in glimpse_shape[:2])
    if proportions < _PROPORTIONS:
        lines = _fitting(height, high + _NUMBER, count)
        columns = -(-count // lines)
        lines = -(-count // columns)
        larger = ((height + _GAP) / lines - _GAP - _NUMBER) / high
    else:
        columns = _fitting(width, wide, count)
        lines = -(-count // columns)
        columns = -(-count // lines)
        larger = ((width + _GAP) / columns - _GAP) / wide
    larger = min(larger, _LARGEST / _GLIMPSE)
    high, wide = larger * high, larger * wide
    beside = (width + 2 * _GAP, 0) if proportions < _PROPORTIONS else (0, height + _GAP)
    first = Place(0, _NUMBER, wide, high).moved(*beside)
    step = wide + _GAP, high + _NUMBER + _GAP
    glimpses = [first.moved(n % columns * step[0], n // columns * step[1]) for n in range(count)]
    return [Place(0, 0, width, height), *glimpses]


def place_blocks(block, count, above, across=None):
    """Places the same block again and again, side by side and line by line.

    Args:
        block: List of `Place`.
        count: Integer, how many blocks there are.
        above: Float, how much room is left above each block.
        across: Integer, how many stand side by side; by default as many as make a sheet that is a
            little wider than it is high.

    Returns:
        Tuple of the list of blocks, each a list of `Place`, and the sheet's size.
    """
    width = max(place.left + place.width for place in block) + _BETWEEN
    height = max(place.top + place.height for place in block) + _BETWEEN + above
    if across is None:
        across = round(math.sqrt(count * height * _PROPORTIONS / width))
    across = max(1, min(across, count))
    lines = -(-count // across)
    across = -(-count // lines)
    blocks = [
        [
            place.moved(
                n % across * width + _BETWEEN / 2, n // across * height + _BETWEEN / 2 + above
            )
            for place in block
        ]
        for n in range(count)
    ]
    return blocks, (across * width, lines * height)


def _fitting(room, side, count):
    """How many of that side, with gaps between, find room: at least one, no more than there are."""
    return max(1, min(count, int((room + _GAP) / (side + _GAP))))
