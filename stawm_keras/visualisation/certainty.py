"""Pictures of how an answer grows, glimpse by glimpse.

Symbols: B images, N glimpses, F frames of a glimpse, K classes, H, W, C image height, width and
channels, h, w glimpse height and width.
"""

import numpy as np

from stawm_keras.visualisation.glimpses import as_pictures
from stawm_keras.visualisation.names import name_of
from stawm_keras.visualisation.pixels import WRONG
from stawm_keras.visualisation.pixels import colours_of
from stawm_keras.visualisation.pixels import outline_frames
from stawm_keras.visualisation.pixels import rasterise
from stawm_keras.visualisation.pixels import show
from stawm_keras.visualisation.pixels import write_animation

_DPI = 110
_SIDE = 1.1  # Inches, of an image.
_BARS = 0.5  # Of that, the height of the bars,
_TITLE = 0.3  # and of what stands above them,
_BETWEEN = 0.15  # and between one image and the next.
_COLUMNS = 10
_STEP, _REST = 700, 2200  # Milliseconds that a glimpse and the last one are shown.


def plot_certainty(images, frames, glimpses, logits, actual=None, class_names=None, across=None):
    """Draws what is answered after each glimpse: a column a glimpse.

    A column has the image with the frames of the glimpses so far, the last one bold; what the
    glimpse saw; and a bar for every class, as high as it is probable after that glimpse. Above the
    bars stands the most probable class, in vermilion if it is not the right one.

    Args:
        images: Array `(B, H, W, C)`, pixels in [0, 255], of one or three channels.
        frames: Array `(B, N, F, 4, 2)`, as a sensor's `frames` returns it.
        glimpses: Array `(B, N, h, w, C)`, pixels in [0, 255], or of several patches.
        logits: Array `(B, N, K)`, what is answered after each glimpse: `"logits_so_far"`.
        actual: Optional integers `(B,)`, the right classes.
        class_names: Optional sequence of names of the classes; by default their numbers.
        across: Integer, how many images stand side by side; by default so many that there are about
            ten columns.

    Returns:
        `matplotlib.figure.Figure`, on an Agg canvas of its own.

    Raises:
        ValueError: If the arrays' shapes do not belong together.

    Example:

    >>> images, glimpses = np.zeros((2, 28, 28, 1)), np.zeros((2, 3, 8, 8, 1))
    >>> frames = np.tile([[[4, 4], [23, 4], [23, 23], [4, 23]]], (2, 3, 1, 1, 1))
    >>> figure = stawm_keras.visualisation.plot_certainty(
    ...     images, frames, glimpses, logits=np.zeros((2, 3, 10)), actual=[7, 2]
    ... )
    >>> figure.savefig("certainty.png")
    """
    looks = _checked(images, frames, glimpses, logits, actual)
    count = len(looks[0].glimpses)
    across = max(1, min(len(looks), _COLUMNS // count)) if across is None else across
    lines = -(-len(looks) // across)
    figure, axes = _places(lines, across, count, looks[0].image.shape)
    for place, look in enumerate(looks):
        for n in range(count):
            _draw(axes[place // across, place % across, n], look, n, class_names)
    return figure


def animate_certainty(images, frames, glimpses, logits, file, actual=None, class_names=None):
    """Writes how answers grow as an animated GIF: a column an image, a moment a glimpse.

    Args:
        images, frames, glimpses, logits, actual, class_names: As for `plot_certainty`.
        file: Path of the GIF.

    Raises:
        ValueError: If the arrays' shapes do not belong together.

    Example:

    >>> images, glimpses = np.zeros((2, 28, 28, 1)), np.zeros((2, 3, 8, 8, 1))
    >>> frames = np.tile([[[4, 4], [23, 4], [23, 23], [4, 23]]], (2, 3, 1, 1, 1))
    >>> stawm_keras.visualisation.animate_certainty(
    ...     images, frames, glimpses, np.zeros((2, 3, 10)), "certainty.gif"
    ... )
    """
    looks = _checked(images, frames, glimpses, logits, actual)
    count = len(looks[0].glimpses)
    moments = []
    for n in range(count):
        figure, axes = _places(1, len(looks), 1, looks[0].image.shape)
        for column, look in enumerate(looks):
            _draw(axes[0, column, 0], look, n, class_names)
        moments.append(rasterise(figure))
    write_animation(file, moments, _STEP, _REST)


class _Looks:
    """What was seen of an image, and answered."""

    def __init__(self, image, frames, glimpses, logits, actual):
        self.image, self.frames, self.glimpses, self.actual = image, frames, glimpses, actual
        odds = np.exp(logits - logits.max(axis=-1, keepdims=True))
        self.probabilities = odds / odds.sum(axis=-1, keepdims=True)


def _checked(images, frames, glimpses, logits, actual):
    images, frames, glimpses = as_pictures(images, frames, glimpses)
    logits = np.asarray(logits, "float64")
    actual = [None] * len(images) if actual is None else actual
    if logits.ndim != 3 or logits.shape[:2] != frames.shape[:2] or len(actual) != len(images):
        raise ValueError(
            "`logits` (B, N, K) must be of every image and glimpse, and `actual` (B,) of every "
            f"image. Received: {len(images)} images of {frames.shape[1]} glimpses, logits of shape "
            f"{logits.shape}, {len(actual)} classes"
        )
    return [_Looks(*one) for one in zip(images, frames, glimpses, logits, actual, strict=True)]


def _places(lines, across, count, image_shape):
    """A figure, and three axes for every glimpse, `(lines, across, count, 3)`."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    high = image_shape[0] / image_shape[1]
    heights = (high, high, _BARS, _BETWEEN)
    widths = [1] * count + [_BETWEEN]
    size = (across * sum(widths) * _SIDE, lines * (sum(heights) + _TITLE) * _SIDE)
    figure = Figure(size, dpi=_DPI)
    FigureCanvasAgg(figure)
    places = figure.add_gridspec(
        4 * lines,
        (count + 1) * across,
        width_ratios=widths * across,
        height_ratios=heights * lines,
        left=0.01,
        right=1,
        bottom=0,
        top=0.99,
        wspace=0.06,
        hspace=0.2,
    )
    axes = np.empty((lines, across, count, 3), object)
    for line, block, n, part in np.ndindex(axes.shape):
        place = figure.add_subplot(places[4 * line + part, (count + 1) * block + n])
        place.set_axis_off()
        axes[line, block, n, part] = place
    return figure, axes


def _draw(axes, look, n, class_names):
    picture, glimpse, bars = axes
    for place in axes:
        place.set_axis_on()
    colours = colours_of(len(look.glimpses))
    show(picture, look.image)
    for before in range(n + 1):
        width = 1.8 if before == n else 0.7
        outline_frames(picture, look.frames[before], colours[before], width, look.image)
    show(glimpse, look.glimpses[n])
    for border in glimpse.spines.values():
        border.set(color=colours[n], linewidth=2)
    likely = look.probabilities[n].argmax()
    wrong = look.actual is not None and likely != look.actual
    bars.bar(np.arange(look.probabilities.shape[-1]), look.probabilities[n], color="0.75")
    bars.bar(likely, look.probabilities[n, likely], color=WRONG if wrong else "black")
    bars.set(ylim=(0, 1), xticks=[], yticks=[])
    for side in ("top", "left", "right"):
        bars.spines[side].set_visible(False)
    title = f"{name_of(likely, class_names)}  {100 * look.probabilities[n, likely]:.0f} %"
    bars.set_title(title, fontsize=7, pad=1, color=WRONG if wrong else "black", parse_math=False)
