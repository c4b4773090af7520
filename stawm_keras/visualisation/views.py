"""Images with the frames of what was seen of them.

Symbols: N glimpses, F frames of a glimpse, H, W, C image height, width and channels.
"""

import numpy as np

from stawm_keras.visualisation.pixels import contrast_of
from stawm_keras.visualisation.pixels import finite
from stawm_keras.visualisation.pixels import outline
from stawm_keras.visualisation.pixels import show

# How far beyond the image a picture reaches on every side, as a part of the image.
_LEAST, _MOST = 0.04, 0.5
_BESIDE = 0.03  # Of the picture: numbers stand at least so far from its border.


def draw_view(axes, image, frames, colours):
    """Draws an image with the frames of its glimpses and their numbers.

    What is shown is as much wider than the image as the frames are, up to half of the image on
    every side. What lies beyond is drawn on the border next to it, dotted.

    Args:
        axes: `matplotlib.axes.Axes` of the image's proportions.
        image: Array `(H, W, C)`, pixels in [0, 255].
        frames: Array `(N, F, 4, 2)` of corners in pixels; those that are not finite are left out.
        colours: N colours.
    """
    show(axes, image)
    low, high = _bounds(frames, np.array(image.shape[1::-1]))
    axes.set(xlim=(low[0], high[0]), ylim=(high[1], low[1]), facecolor="0.85")
    for border in axes.spines.values():
        border.set_visible(False)
    inset = _BESIDE * (high - low).max()
    for n, (of_glimpse, colour) in enumerate(zip(frames, colours, strict=True)):
        shown = finite(of_glimpse)
        for frame in shown:
            _draw_frame(axes, frame, colour, low, high)
        for frame in shown[:1]:
            place = np.clip(_part_way_round(frame, n / len(frames)), low + inset, high - inset)
            _draw_number(axes, place, n + 1, colour)


def _bounds(frames, size):
    """The corners `(x, y)` of what is shown, which has the image's proportions."""
    corners = finite(frames).reshape(-1, 2)
    # As parts of the image, 0 and 1 being its outer edges.
    places = np.concatenate([(corners + 0.5) / size, [[0, 0], [1, 1]]])
    before = np.minimum(_LEAST - places.min(axis=0), _MOST)
    after = np.minimum(_LEAST + places.max(axis=0) - 1, _MOST)
    # Both directions get as much more as the one that needs most.
    before += ((before + after).max() - (before + after)) / 2
    low = -before * size - 0.5
    return low, low + (1 + (before + after).max()) * size


def _draw_frame(axes, frame, colour, low, high):
    """Draws the part of a frame that lies in the bounds, and the rest on them, dotted."""
    corners = [frame[:1]]
    for start, end in zip(frame, np.roll(frame, -1, axis=0), strict=True):
        with np.errstate(divide="ignore", invalid="ignore"):
            cuts = (np.stack([low, high]) - start) / (end - start)
        cuts = np.sort(cuts[(cuts > 0) & (cuts < 1)])[:, None]
        corners += [start + cuts * (end - start), end[None]]
    # Cut like this, every part of the line lies wholly inside or wholly beyond one bound or two.
    line = np.concatenate(corners)
    middles = (line[1:] + line[:-1]) / 2
    inside = (np.clip(middles, low, high) == middles).all(axis=1)
    if inside.any():
        outline(axes, _only(line, inside), colour)
    if not inside.all():
        outline(axes, _only(np.clip(line, low, high), ~inside), colour, ls=":", clip_on=False)


def _only(line, drawn):
    """A line without the parts that are not to be drawn."""
    ends = np.append(drawn, False) | np.insert(drawn, 0, False)
    line = np.where(ends[:, None], line, np.nan)
    return np.insert(line, 1 + np.flatnonzero(~drawn), np.nan, axis=0)


def _part_way_round(frame, part):
    """A point of a frame: each glimpse has its own, so that numbers of equal frames stay apart."""
    side, along = divmod(4 * part, 1)
    start, end = frame[int(side)], frame[(int(side) + 1) % 4]
    return start + along * (end - start)


def _draw_number(axes, place, number, colour):
    axes.text(
        *place,
        number,
        color=contrast_of(colour),
        fontsize=6.5,
        ha="center",
        va="center",
        bbox={"boxstyle": "circle,pad=0.15", "facecolor": colour, "linewidth": 0.5},
        zorder=3,
    )
