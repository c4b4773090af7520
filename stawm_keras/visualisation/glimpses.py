"""What a network looked at, as arrays and as pictures.

Symbols: B images, N glimpses, H, W, C image height, width and channels, S glimpse side.
"""

import keras
import numpy as np
from keras import ops

from stawm_keras.layers import AffineGlimpse
from stawm_keras.visualisation.frames import glimpse_frames
from stawm_keras.visualisation.pixels import WRONG
from stawm_keras.visualisation.pixels import colours_of
from stawm_keras.visualisation.pixels import contrast_of
from stawm_keras.visualisation.pixels import outline
from stawm_keras.visualisation.pixels import show

# Inches.
_PICTURE, _GLIMPSE, _TITLE, _NUMBER = 3.0, 1.0, 0.45, 0.25
# How far beyond the image a frame can still be seen, as a part of the image's longer side.
_MARGIN = 0.12


def sample_glimpses(images, poses, size):
    """Looks at images through poses that are already known.

    Args:
        images: Tensor `(B, H, W, C)` of any dtype.
        poses: Tensor `(B, N, 6)`.
        size: Integer S, or a tuple of two, the glimpses' size in pixels.

    Returns:
        float32 tensor `(B, N, S, S, C)`, in the images' own units.

    Example:

    >>> images = np.zeros((2, 28, 28, 1))
    >>> poses = np.tile([0.5, 0, 0, 0, 0.5, 0], (2, 3, 1))
    >>> stawm_keras.visualisation.sample_glimpses(images, poses, 8).shape
    (2, 3, 8, 8, 1)
    """
    look = AffineGlimpse(size, dtype="float32")
    return ops.stack([look(images, poses[:, n]) for n in range(poses.shape[1])], axis=1)


def classifier_glimpses(model, images):
    """Looks at images with a classifier and keeps what it saw.

    It is for the few images of a picture: all of them go through the model at once.

    Args:
        model: `STAWMClassifier`.
        images: Array `(B, H, W, C)`, pixels in [0, 255].

    Returns:
        Tuple of NumPy arrays: poses `(B, N, 6)`; glimpses `(B, N, S, S, C)`, pixels in [0, 255];
        probabilities `(B, classes)`.

    Example:

    >>> backbone = stawm_keras.models.STAWMBackbone(
    ...     (28, 28, 1),
    ...     context_cnn=[(16, 3, 2, 0), (32, 3, 2, 0)],
    ...     glimpse_cnn=[(16, 3, 1, 0), (32, 3, 2, 0)],
    ...     num_glimpses=3, glimpse_size=8, memory_units=32,
    ... )
    >>> classifier = stawm_keras.models.STAWMClassifier(backbone, num_classes=10)
    >>> images = np.zeros((2, 28, 28, 1))
    >>> poses, glimpses, probabilities = stawm_keras.visualisation.classifier_glimpses(
    ...     classifier, images
    ... )
    >>> figure = stawm_keras.visualisation.plot_glimpses(
    ...     images, poses, glimpses, predicted=probabilities.argmax(-1), actual=[4, 2]
    ... )
    >>> figure.savefig("glimpses.png")
    """
    backbone = model.backbone
    look = keras.Model(model.input, [backbone.output["poses"], model.output])
    poses, logits = look(images, training=False)
    glimpses = sample_glimpses(images, poses, backbone.glimpse_size)
    return tuple(ops.convert_to_numpy(x) for x in (poses, glimpses, ops.softmax(logits)))


def plot_glimpses(
    images, poses, glimpses, predicted=None, actual=None, class_names=None, columns=8
):
    """Draws images with the frames of their glimpses, and the glimpses beside them.

    Every image has a row. A glimpse and its frame share a number and a colour, from dark for the
    first to bright for the last. A frame that leaves the image is cut off a little beyond it, and
    the number of one that lies wholly outside stands at the border nearest to it.

    Args:
        images: Array `(B, H, W, C)`, pixels in [0, 255], of one or three channels.
        poses: Array `(B, N, 6)`.
        glimpses: Array `(B, N, S, S, C)`, pixels in [0, 255].
        predicted: Optional integers `(B,)`, the predicted classes.
        actual: Optional integers `(B,)`, the right ones; wrong predictions are marked.
        class_names: Optional sequence of names of the classes; by default their numbers.
        columns: Integer, how many glimpses stand beside each other before the next line begins.

    Returns:
        `matplotlib.figure.Figure`, on an Agg canvas of its own: no window and no global state.

    Raises:
        ValueError: If the arrays' shapes do not belong together.

    Example:

    >>> images = np.zeros((2, 28, 28, 1))
    >>> poses = np.tile([0.5, 0, 0, 0, 0.5, 0], (2, 3, 1))
    >>> figure = stawm_keras.visualisation.plot_glimpses(images, poses, np.zeros((2, 3, 8, 8, 1)))
    >>> figure.savefig("glimpses.png")
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    images, glimpses = np.asarray(images, "float32"), np.asarray(glimpses, "float32")
    _check_shapes(images.shape, np.shape(poses), glimpses.shape)
    frames = glimpse_frames(poses, images.shape[1:])
    count = frames.shape[1]
    columns = min(columns, count)
    lines = -(-count // columns)

    height = max(
        _height(_PICTURE, images.shape[1:]) + _TITLE,
        lines * (_height(_GLIMPSE, glimpses.shape[2:]) + _NUMBER),
    )
    figure = Figure((_PICTURE + columns * _GLIMPSE, len(images) * height), layout="constrained")
    FigureCanvasAgg(figure)
    grid = figure.add_gridspec(
        len(images) * lines, 1 + columns, width_ratios=[_PICTURE] + [_GLIMPSE] * columns
    )
    colours = colours_of(count)
    for row, image in enumerate(images):
        top = row * lines
        picture = figure.add_subplot(grid[top : top + lines, 0])
        _draw_picture(picture, image, frames[row], colours)
        labels = [None if given is None else given[row] for given in (predicted, actual)]
        _title(picture, labels[0], labels[1], class_names)
        for n, glimpse in enumerate(glimpses[row]):
            axes = figure.add_subplot(grid[top + n // columns, 1 + n % columns])
            show(axes, glimpse)
            axes.set_title(str(n + 1), fontsize=9, pad=3)
            for border in axes.spines.values():
                border.set(color=colours[n], linewidth=3)
    return figure


def _check_shapes(images, poses, glimpses):
    belongs = (
        (len(images), len(poses), len(glimpses)) == (4, 3, 5)
        and images[-1] in (1, 3)
        and glimpses == (images[0], poses[1], *glimpses[2:4], images[-1])
        and poses == (images[0], poses[1], 6)
    )
    if not belongs:
        raise ValueError(
            "`images` (B, H, W, C), `poses` (B, N, 6) and `glimpses` (B, N, S, S, C) must agree in "
            f"B, N and C, and C must be 1 or 3. Received: shapes {images}, {poses}, {glimpses}"
        )


def _height(width, image_shape):
    """The height of an image that has a square place of that width."""
    return width * min(1, image_shape[0] / image_shape[1])


def _draw_picture(axes, image, frames, colours):
    show(axes, image)
    height, width = image.shape[:2]
    margin = _MARGIN * max(height, width)
    axes.set_xlim(-0.5 - margin, width - 0.5 + margin)
    axes.set_ylim(height - 0.5 + margin, -0.5 - margin)
    axes.set_frame_on(False)
    bounds = np.array([[0, 0], [width - 1, height - 1]]) + [[-margin / 2], [margin / 2]]
    for n, (frame, colour) in enumerate(zip(frames, colours, strict=True)):
        outline(axes, frame, colour)
        # At a place of its own on the way round, so that the numbers of equal frames stay apart.
        side, part = divmod(4 * n / len(frames), 1)
        corner, following = frame[int(side)], frame[(int(side) + 1) % 4]
        axes.text(
            *np.clip(corner + part * (following - corner), *bounds),
            n + 1,
            color=contrast_of(colour),
            fontsize=7.5,
            ha="center",
            va="center",
            bbox={"boxstyle": "circle,pad=0.15", "facecolor": colour, "linewidth": 0.5},
            zorder=3,
        )


def _title(axes, predicted, actual, class_names):
    def name(label):
        return str(label) if class_names is None else class_names[int(label)]

    lines = []
    wrong = predicted is not None and actual is not None and predicted != actual
    if predicted is not None:
        lines.append(f"predicted: {name(predicted)}" + (" ✗" if wrong else ""))
    if actual is not None:
        lines.append(f"actual: {name(actual)}")
    style = {"color": WRONG, "fontweight": "bold"} if wrong else {}
    axes.set_title("\n".join(lines), fontsize=9, **style)
