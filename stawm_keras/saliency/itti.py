"""Saliency as what differs from its surround, in intensity, colour and orientation.

Symbols, as in the paper: I intensity, O orientation, c scale of a centre, s of its surround, N the
normalisation. B images, H, W image height and width.
"""

import numpy as np

from stawm_keras.saliency.filters import checked
from stawm_keras.saliency.filters import filtered
from stawm_keras.saliency.filters import gaussian
from stawm_keras.saliency.filters import halved
from stawm_keras.saliency.filters import local_maxima
from stawm_keras.saliency.filters import resized

_CENTRES, _DELTAS = (0, 1, 2), (3, 4)  # In octaves above the finest centre.
_SCALE = 2  # Likewise, of the maps that are added up.
# The paper's finest centre is a fourth of pictures of 640 x 480: pixels of the shorter side.
_FINEST = 480 / 4
_ANGLES = (0, 45, 90, 135)
# Gabor filters of the paper's pyramid (Greenspan et al., 1994): radians a pixel, and pixels.
_FREQUENCY, _DEVIATION, _REACH = 2.6, 2.0, 5
_DARK = 0.1  # Of an image's brightest pixel: where it is darker than that, no hue is seen.
_PEAK = 0.1  # Of the highest: what a peak must have to count.
_FLAT = 1e-4  # Where pixels are in [0, 1]: a map that varies less holds rounding errors alone.
_BORDER = 1 / 20  # Of the longer side: how far from it filters are not trusted.


def itti_saliency(images):
    """Where images differ most from what surrounds it, by the model of Itti, Koch and Niebur.

    Pyramids of intensity, of two pairs of opponent colours and of four orientations; the absolute
    difference between a fine scale and a coarse one; a normalisation that favours maps of few
    peaks; and the mean of what intensity, colour and orientation make of that.

    The difference of opponent colours is taken as that of intensities is, `|RG(c) - RG(s)|`. The
    paper's own formula, in which centre and surround have their colours swapped, would be as large
    on an even red field as on a red spot. Scales are those of the paper's pictures of 640 x 480:
    smaller images begin with finer ones. As in its authors' programs, differences fade towards the
    border, where half of a filter sees nothing.

    Args:
        images: Array `(B, H, W, C)`, pixels in [0, 255], of one or three channels.

    Returns:
        float32 array `(B, H, W)` of values in [0, 1], interpolated from some 30 pixels a side.

    Raises:
        ValueError: If the images' shape does not fit.

    Example:

    >>> images = np.zeros((1, 128, 128, 3))
    >>> images[0, 40:48, 88:96] = 255
    >>> saliency = stawm_keras.saliency.itti_saliency(images)
    >>> saliency.shape
    (1, 128, 128)
    >>> stawm_keras.saliency.winner_take_all(saliency, 1)[0, 0].round(-1).tolist()
    [90.0, 40.0]

    Reference:
        Itti, Koch and Niebur, "A Model of Saliency-Based Visual Attention for Rapid Scene
        Analysis", IEEE Transactions on Pattern Analysis and Machine Intelligence 20 (11), 1998.
    """
    images = checked(images)
    intensity = _pyramid(images.mean(axis=-1))
    conspicuity = [
        _added([intensity]),
        _added([_pyramid(pair) for pair in _opponents(images)]),
        sum(normalise_map(_added([_oriented(intensity, angle)])) for angle in _ANGLES),
    ]
    saliency = _to_one(sum(normalise_map(one) for one in conspicuity))
    return resized(saliency, images.shape[1:3]).astype("float32")


def normalise_map(maps):
    """Favours maps with few strong peaks: the normalisation N of Itti, Koch and Niebur.

    A map is brought to [0, 1], and multiplied by `(1 - m)^2`, where `m` is the mean of all its
    local maxima but for the highest. Those below a tenth do not count.

    Args:
        maps: Array `(B, H, W)`.

    Returns:
        Array `(B, H, W)` of values in [0, 1]; zeros where a map is flat.

    Example:

    >>> alone, among_others = np.zeros((1, 9, 9)), np.zeros((1, 9, 9))
    >>> alone[0, 4, 4] = 3
    >>> among_others[0, ::4, ::4] = 3
    >>> float(stawm_keras.saliency.normalise_map(alone).max())
    1.0
    >>> float(stawm_keras.saliency.normalise_map(among_others).max())
    0.0
    """
    maps = _to_one(np.asarray(maps))
    peaks = local_maxima(maps) & (maps >= _PEAK)
    others = peaks.sum(axis=(1, 2)) - 1
    rest = np.where(peaks, maps, 0).sum(axis=(1, 2)) - maps.max(axis=(1, 2))
    mean = rest / np.maximum(others, 1)
    return maps * ((1 - mean) ** 2)[:, None, None]


def _to_one(maps):
    low = maps.min(axis=(1, 2), keepdims=True)
    span = maps.max(axis=(1, 2), keepdims=True) - low
    return np.where(span > _FLAT, (maps - low) / np.maximum(span, _FLAT), 0)


def _pyramid(x):
    """Maps an octave apart, from the finest centre on."""
    for _ in range(max(0, round(np.log2(min(x.shape[1:3]) / _FINEST)))):
        x = halved(x)
    levels = [x]
    for _ in range(_CENTRES[-1] + _DELTAS[-1]):
        levels.append(halved(levels[-1]))
    return levels


def _opponents(images):
    """Red against green and blue against yellow, `(B, H, W)` each."""
    intensity = images.mean(axis=-1, keepdims=True)
    seen = intensity > _DARK * intensity.max(axis=(1, 2), keepdims=True)
    r, g, b = np.moveaxis(np.where(seen, images / np.maximum(intensity, 1e-6), 0), -1, 0)
    red, green, blue = (
        np.maximum(x, 0) for x in (r - (g + b) / 2, g - (r + b) / 2, b - (r + g) / 2)
    )
    yellow = np.maximum((r + g) / 2 - abs(r - g) / 2 - b, 0)
    return red - green, blue - yellow


def _oriented(pyramid, angle):
    """How strong gratings at an angle are, of either phase, scale by scale."""
    phase = 1j * _FREQUENCY * np.arange(-_REACH, _REACH + 1)
    bell = gaussian(_DEVIATION, _REACH)
    cos, sin = np.cos(np.radians(angle)), np.sin(np.radians(angle))
    x_taps, y_taps = ((bell * np.exp(phase * part)).astype("complex64") for part in (cos, sin))
    return [abs(filtered(filtered(level, x_taps, 2), y_taps, 1)) for level in pyramid]


def _differences(pyramid):
    """What centres differ from their surrounds by."""
    for c in _CENTRES:
        size = pyramid[c].shape[1:3]
        y, x = (_fading(length, max(size)) for length in size)
        for delta in _DELTAS:
            yield abs(pyramid[c] - resized(pyramid[c + delta], size)) * y[:, None] * x


def _fading(length, longer):
    """1 but for the border, where it falls to 0."""
    border = round(_BORDER * longer)
    from_edge = np.minimum(np.arange(length), np.arange(length)[::-1])
    return np.minimum(1, (from_edge + 1) / (border + 1)).astype("float32")


def _added(pyramids):
    """The sum of normalised differences of all pyramids, at one scale."""
    size = pyramids[0][_SCALE].shape[1:3]
    total = 0
    for pyramid in pyramids:
        for one in _differences(pyramid):
            one = normalise_map(one)
            while one.shape[1] >= 2 * size[0]:
                one = halved(one)
            total = total + resized(one, size)
    return total
