"""What pictures have in common."""

import numpy as np

WRONG = "#d55e00"  # Vermilion of Okabe and Ito's colours, which the colour-blind tell from black.

_CELL = 0.9  # Inches.
_TITLE = 0.25
_COVERS = 0.65  # How much of the image a map covers.
# Percentile of the numbers from which on they are equally bright: a few units outshine all others.
_BRIGHTEST = 98


def grid(rows, columns, image_shape, titled=False):
    """A figure of places for pictures of that shape, on an Agg canvas of its own, and its axes.

    There is room for a title above all, or above each row.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    height, width = image_shape[:2]
    titles = _TITLE * (rows if titled else 1)
    size = columns * _CELL, rows * _CELL * height / width + titles
    figure = Figure(size, layout="constrained", dpi=120)
    FigureCanvasAgg(figure)
    axes = figure.subplots(rows, columns, squeeze=False)
    for place in axes.flat:
        place.set(xticks=[], yticks=[])
        place.set_frame_on(False)
    return figure, axes


def rasterise(figure):
    """A figure as uint8 pixels `(height, width, 3)`."""
    figure.canvas.draw()
    return np.array(figure.canvas.buffer_rgba())[..., :3]  # A copy: the canvas is drawn on again.


def write_animation(file, moments, step, rest):
    """Writes arrays of pixels, as `rasterise` gives them, as a GIF that begins again and again.

    Args:
        file: Path of the GIF.
        moments: List of arrays.
        step, rest: Integers, for how many milliseconds each and the last one are shown.
    """
    from PIL import Image

    pictures = [Image.fromarray(moment) for moment in moments]
    durations = [step] * (len(pictures) - 1) + [rest]
    pictures[0].save(
        file, save_all=True, append_images=pictures[1:], duration=durations, loop=0, format="GIF"
    )


def colours_of(count):
    """A colour for each of `count` glimpses, from dark for the first to bright for the last."""
    from matplotlib import colormaps

    # Even steps to every kind of colour vision; its darkest part looks black beside the others.
    return colormaps["plasma"](np.linspace(0.2, 1, count))


def show(axes, image):
    """Shows pixels in [0, 255], of one channel or three."""
    image = np.clip(image / 255, 0, 1)
    axes.imshow(np.broadcast_to(image, (*image.shape[:2], 3)), interpolation="nearest")
    axes.set(xticks=[], yticks=[])


def cover(axes, image, weights):
    """Shows an image under a map `(h, w)` whose places divide it evenly; zero and less is dark."""
    show(axes, image)
    height, width = image.shape[:2]
    axes.imshow(
        weights,
        cmap="inferno",
        vmin=0,
        extent=(-0.5, width - 0.5, height - 0.5, -0.5),
        interpolation="bilinear",
        alpha=_COVERS,
    )


def colours_of_numbers(numbers, signed):
    """Colours for numbers, as matplotlib's `imshow` takes them: black is 0, or white if signed."""
    brightest = np.percentile(np.abs(numbers), _BRIGHTEST)
    if signed:
        return {"cmap": "RdBu_r", "vmin": -brightest, "vmax": brightest}
    return {"cmap": "inferno", "vmin": 0, "vmax": brightest}


def contrast_of(colour):
    """Black or white, whichever can be told from a colour."""
    return "black" if colour[:3] @ (0.3, 0.6, 0.1) > 0.5 else "white"


def finite(frames):
    """Those of frames `(..., 4, 2)` that are finite, `(frames, 4, 2)`."""
    return frames[np.isfinite(frames).all(axis=(-2, -1))]


def outline_frames(axes, frames, colour, width, image):
    """Draws frames `(F, 4, 2)` on an image; what of them lies outside of it is not shown."""
    for frame in finite(np.asarray(frames)):
        outline(axes, np.vstack([frame, frame[:1]]), colour, width)
    height, width = image.shape[:2]
    axes.set(xlim=(-0.5, width - 0.5), ylim=(height - 0.5, -0.5))
    axes.set_frame_on(False)


def outline(axes, line, colour, width=1.6, **style):
    """Draws a line `(corners, 2)` so that it is seen on dark images as well as on bright ones."""
    from matplotlib.patheffects import withStroke

    effects = [withStroke(linewidth=1.75 * width, foreground=contrast_of(colour))]
    axes.plot(*line.T, color=colour, lw=width, path_effects=effects, **style)
