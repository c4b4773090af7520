"""Pictures of drawings: their stages, their results, their masks.

Symbols: B images, N sketches, H, W, C image height, width and channels.
"""

import numpy as np

from stawm_keras.visualisation.names import name_of
from stawm_keras.visualisation.pixels import WRONG
from stawm_keras.visualisation.pixels import colours_of
from stawm_keras.visualisation.pixels import grid
from stawm_keras.visualisation.pixels import outline_frames
from stawm_keras.visualisation.pixels import rasterise
from stawm_keras.visualisation.pixels import show
from stawm_keras.visualisation.pixels import write_animation

# An animation's frame stays so many milliseconds, its last one longer.
_WIDTH = 1.0  # Of a frame's line.
_STEP, _REST = 350, 1500
_LONGEST = 14  # Letters of a name that find room above a drawing.


def plot_stages(canvases, sketch_frames, images):
    """Draws how drawings come about: a row an image, a column a sketch, the image at the end.

    On every stage lie the frames of the sketch that was added, in the sketch's colour, from dark
    for the first to bright for the last.

    Args:
        canvases: Array `(B, N, H, W, C)`, the canvas after every sketch, pixels in [0, 1].
        sketch_frames: Array `(B, N, F, 4, 2)`, the corners `(x, y)` of every sketch's frames, in
            pixels; those that are not finite, of a pose that cannot be inverted, are left out.
        images: Array `(B, H, W, C)` that was drawn, pixels in [0, 255].

    Returns:
        `matplotlib.figure.Figure`, on an Agg canvas of its own.

    Raises:
        ValueError: If the arrays' shapes do not belong together.

    Example:

    >>> canvases, images = np.zeros((2, 3, 28, 28, 1)), np.zeros((2, 28, 28, 1))
    >>> frames = np.tile([[[0, 0], [27, 0], [27, 27], [0, 27]]], (2, 3, 1, 1, 1))
    >>> figure = stawm_keras.visualisation.plot_stages(canvases, frames, images)
    >>> figure.savefig("stages.png")

    Reference:
        Figures 8 to 10 of the paper.
    """
    canvases, images = np.asarray(canvases), np.asarray(images)
    _check(images, canvases[:, 0], np.shape(sketch_frames), canvases.shape[:2])
    count = canvases.shape[1]
    colours = colours_of(count)
    figure, axes = grid(len(images), count + 1, images.shape[1:])
    for row, image in enumerate(images):
        for n in range(count):
            show(axes[row, n], 255 * canvases[row, n])
            outline_frames(axes[row, n], sketch_frames[row][n], colours[n], _WIDTH, image)
        show(axes[row, count], image)
    for n in range(count):
        axes[0, n].set_title(str(n + 1), fontsize=9, pad=3)
    axes[0, count].set_title("image", fontsize=9, pad=3)
    return figure


def animate_stages(canvases, sketch_frames, images, file):
    """Writes how drawings come about as an animated GIF: the drawings above the images.

    Args:
        canvases, sketch_frames, images: As for `plot_stages`.
        file: Path of the GIF.

    Raises:
        ValueError: If the arrays' shapes do not belong together.

    Example:

    >>> canvases, images = np.zeros((2, 3, 28, 28, 1)), np.zeros((2, 28, 28, 1))
    >>> frames = np.tile([[[0, 0], [27, 0], [27, 27], [0, 27]]], (2, 3, 1, 1, 1))
    >>> stawm_keras.visualisation.animate_stages(canvases, frames, images, "stages.gif")

    Reference:
        Figures 8 to 10 of the paper.
    """
    canvases, images = np.asarray(canvases), np.asarray(images)
    _check(images, canvases[:, 0], np.shape(sketch_frames), canvases.shape[:2])
    count = canvases.shape[1]
    colours = colours_of(count)
    figure, axes = grid(2, len(images), images.shape[1:])
    moments = []
    for n in range(count + 1):
        for column, image in enumerate(images):
            drawn = axes[0, column]
            drawn.clear()
            show(drawn, 255 * canvases[column, min(n, count - 1)])
            if n < count:
                outline_frames(drawn, sketch_frames[column][n], colours[n], _WIDTH, image)
            show(axes[1, column], image)
        moments.append(rasterise(figure))
    write_animation(file, moments, _STEP, _REST)


def plot_drawings(drawings, images, predicted=None, actual=None, class_names=None, columns=10):
    """Draws what was drawn above the images that it was drawn from.

    Args:
        drawings: Array `(B, H, W, C)`, pixels in [0, 1].
        images: Array `(B, H, W, C)`, pixels in [0, 255].
        predicted: Optional integers `(B,)`, the predicted classes.
        actual: Optional integers `(B,)`, the right ones; wrong predictions are marked.
        class_names: Optional sequence of names of the classes; by default their numbers.
        columns: Integer, how many stand beside each other before the next line begins.

    Returns:
        `matplotlib.figure.Figure`, on an Agg canvas of its own.

    Raises:
        ValueError: If the arrays' shapes do not belong together.

    Example:

    >>> drawings, images = np.zeros((3, 28, 28, 1)), np.zeros((3, 28, 28, 1))
    >>> figure = stawm_keras.visualisation.plot_drawings(drawings, images)
    >>> figure.savefig("drawings.png")

    Reference:
        Figures 5 to 7 of the paper.
    """
    drawings, images = np.asarray(drawings), np.asarray(images)
    _check(images, drawings)
    columns = min(columns, len(images))
    figure, axes = grid(2 * -(-len(images) // columns), columns, images.shape[1:])
    for n, (drawing, image) in enumerate(zip(drawings, images, strict=True)):
        row, column = 2 * (n // columns), n % columns
        show(axes[row, column], 255 * drawing)
        show(axes[row + 1, column], image)
        if predicted is not None:
            wrong = actual is not None and predicted[n] != actual[n]
            _add_title(axes[row, column], predicted[n], actual[n] if wrong else None, class_names)
    return figure


def plot_masks(masks, images):
    """Draws images, the masks of their last sketches, and what the masks leave of the images.

    Args:
        masks: Array `(B, H, W, 1)`, in [0, 1].
        images: Array `(B, H, W, C)`, pixels in [0, 255].

    Returns:
        `matplotlib.figure.Figure`, on an Agg canvas of its own: a column an image.

    Raises:
        ValueError: If the arrays' shapes do not belong together.

    Example:

    >>> masks, images = np.zeros((3, 64, 64, 1)), np.zeros((3, 64, 64, 3))
    >>> figure = stawm_keras.visualisation.plot_masks(masks, images)
    >>> figure.savefig("masks.png")

    Reference:
        Figure 6 of the paper, bottom.
    """
    masks, images = np.asarray(masks), np.asarray(images)
    _check(images[..., :1], masks)
    figure, axes = grid(3, len(images), images.shape[1:])
    for column, (mask, image) in enumerate(zip(masks, images, strict=True)):
        for row, picture in enumerate((image, 255 * mask, mask * image)):
            show(axes[row, column], picture)
    return figure


def _add_title(axes, predicted, actual, class_names):
    """Writes what was predicted above a drawing, and what it is if that is something else."""
    words = [name_of(predicted, class_names, _LONGEST)]
    if actual is not None:
        words.append(f"for {name_of(actual, class_names, _LONGEST)}")
    axes.set_title(
        " ".join(words) if class_names is None else "\n".join(words),
        fontsize=9 if class_names is None else 6.5,
        pad=3,
        color="black" if actual is None else WRONG,
        parse_math=False,
    )


def _check(images, drawings, frames=None, count=None):
    fits = images.ndim == 4 and images.shape[-1] in (1, 3) and images.shape == drawings.shape
    if frames is not None:
        fits = fits and len(frames) == 5 and frames == (*count, frames[2], 4, 2)
    if not fits:
        raise ValueError(
            "Drawings (B, H, W, C), or their stages (B, N, H, W, C) with the sketches' frames "
            "(B, N, F, 4, 2), must have the shape of the images (B, H, W, C), and C must be 1 or "
            f"3. Received: images {images.shape}, drawings {drawings.shape}, frames {frames}"
        )
