"""Pictures of what a network looked at.

Symbols: B images, N glimpses, F frames of a glimpse, H, W, C image height, width and channels,
h, w glimpse height and width.
"""

import numpy as np

from stawm_keras.visualisation.names import answer_title
from stawm_keras.visualisation.pixels import colours_of
from stawm_keras.visualisation.pixels import show
from stawm_keras.visualisation.sheet import place_blocks
from stawm_keras.visualisation.sheet import place_glimpses
from stawm_keras.visualisation.views import draw_view

_DPI = 150
_TITLE = 0.15  # Inches a line.


def plot_glimpses(
    images, frames, glimpses, predicted=None, actual=None, class_names=None, across=None
):
    """Draws images with the frames of their glimpses, and the glimpses beside them.

    A glimpse and its frames share a number and a colour, from dark for the first to bright for the
    last. A picture is as much wider than its image as the frames are, up to half of the image on
    every side; what lies beyond is drawn on the border next to it, dotted. A frame that is not
    finite is left out.

    Args:
        images: Array `(B, H, W, C)`, pixels in [0, 255], of one or three channels; or `(B, N, H, W,
            C)`, videos of a frame for every glimpse, which then stand in rows.
        frames: Array `(B, N, F, 4, 2)`, as a sensor's `frames` returns it: corners `(x, y)` in
            pixels, in order round each frame.
        glimpses: Array `(B, N, h, w, C)`, pixels in [0, 255]; or `(B, N, h, w, P C)` of P patches,
            which are shown side by side.
        predicted: Optional integers `(B,)`, the predicted classes, or `(B, S)`, of several objects.
        actual: Optional integers, likewise, the right ones; wrong predictions are marked.
        class_names: Optional sequence of names of the classes; by default their numbers.
        across: Integer, how many images stand side by side; by default as many as make a sheet that
            is a little wider than it is high.

    Returns:
        `matplotlib.figure.Figure`, on an Agg canvas of its own: no window and no global state.

    Raises:
        ValueError: If the arrays' shapes do not belong together.

    Example:

    >>> images, glimpses = np.zeros((2, 28, 28, 1)), np.zeros((2, 3, 8, 8, 1))
    >>> frames = np.tile([[[4, 4], [23, 4], [23, 23], [4, 23]]], (2, 3, 1, 1, 1))
    >>> figure = stawm_keras.visualisation.plot_glimpses(images, frames, glimpses)
    >>> figure.savefig("glimpses.png")
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    if np.ndim(images) == 5 and np.shape(images)[:2] == np.shape(glimpses)[:2]:
        across = np.shape(images)[1]
        images, frames, glimpses = map(_frame_by_frame, (images, frames, glimpses))
        frames, glimpses = frames[:, None], glimpses[:, None]
        predicted, actual = (_at_the_end(given, across) for given in (predicted, actual))
    images, frames, glimpses = as_pictures(images, frames, glimpses)
    count = frames.shape[1]
    predicted, actual = (
        [None] * len(images) if given is None else given for given in (predicted, actual)
    )
    titles = [answer_title(*both, class_names) for both in zip(predicted, actual, strict=True)]
    lines = max(len(words) for words, _ in titles)
    block = place_glimpses(images.shape[1:], glimpses.shape[2:], count)
    blocks, size = place_blocks(block, len(images), lines * _TITLE, across)
    figure = Figure(size, dpi=_DPI)
    FigureCanvasAgg(figure)
    colours = colours_of(count)
    for b, (place, *places) in enumerate(blocks):
        picture = figure.add_axes(place.on(size))
        draw_view(picture, images[b], frames[b], colours)
        words, style = titles[b]
        picture.set_title("\n".join(words), fontsize=8, pad=3, parse_math=False, **style)
        for n, place in enumerate(places):
            axes = figure.add_axes(place.on(size))
            show(axes, glimpses[b, n])
            axes.set_title(str(n + 1), fontsize=7, pad=2.5)
            for border in axes.spines.values():
                border.set(color=colours[n], linewidth=2)
    return figure


def as_pictures(images, frames, glimpses):
    """Float arrays of these, the patches of a glimpse side by side; `ValueError` if they differ."""
    images, frames, glimpses = (np.asarray(x, "float32") for x in (images, frames, glimpses))
    _check_shapes(images.shape, frames.shape, glimpses.shape)
    return images, frames, _side_by_side(glimpses, images.shape[-1])


def _frame_by_frame(array):
    """An array `(B, N, ...)` of videos as `(B N, ...)`."""
    array = np.asarray(array)
    return array.reshape(-1, *array.shape[2:])


def _at_the_end(answers, count):
    """Answers for all frames of videos, of which each is known at the last."""
    if answers is None:
        return None
    return [part for answer in answers for part in [*[None] * (count - 1), answer]]


def _check_shapes(images, frames, glimpses):
    belongs = (
        (len(images), len(frames), len(glimpses)) == (4, 5, 5)
        and images[-1] in (1, 3)
        and glimpses[:2] == frames[:2] == (images[0], frames[1])
        and frames[3:] == (4, 2)
        and glimpses[-1] % images[-1] == 0
    )
    if not belongs:
        raise ValueError(
            "`images` (B, H, W, C), or (B, N, H, W, C), `frames` (B, N, F, 4, 2) and `glimpses` "
            "(B, N, h, w, C) must agree in B, N and C, and C must be 1 or 3. Received: shapes "
            f"{images}, {frames}, {glimpses}"
        )


def _side_by_side(glimpses, channels):
    """Glimpses `(B, N, h, w, P * C)` of P patches as pictures `(B, N, h, P * w, C)`."""
    *begin, height, width, depth = glimpses.shape
    patches = glimpses.reshape(*begin, height, width, depth // channels, channels)
    return np.moveaxis(patches, -2, -3).reshape(*begin, height, -1, channels)
