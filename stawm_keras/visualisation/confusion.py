"""Pictures of which classes are taken for which.

Symbol: K classes.
"""

import numpy as np

from stawm_keras.visualisation.names import name_of
from stawm_keras.visualisation.pixels import contrast_of

_SHEET = 8.0  # Inches, about, of the longer side of a matrix of so many classes that they fit.
_CELL = 0.12, 0.42  # The side of a cell, at least and at most.
_WRITTEN = 25  # As many classes at most have their numbers written into the cells,
_NAMED = 100  # and so many have a name each; of more, every so manyth has.


def plot_confusion(confusion, class_names=None):
    """Draws a confusion matrix: a row a class, a column a prediction.

    A cell is the darker, the larger a part of its row's images it has: on the diagonal that is the
    class' recall.

    Args:
        confusion: Integers `(K, K)`, how many images of each class (row) were predicted to be of
            each class (column).
        class_names: Optional sequence of names of the classes; by default their numbers.

    Returns:
        `matplotlib.figure.Figure`, on an Agg canvas of its own.

    Raises:
        ValueError: If `confusion` is not square.

    Example:

    >>> confusion = [[48, 2], [10, 40]]
    >>> figure = stawm_keras.visualisation.plot_confusion(confusion, ["cat", "dog"])
    >>> figure.savefig("confusion.png")
    """
    from matplotlib import colormaps
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.colors import PowerNorm
    from matplotlib.figure import Figure

    confusion = np.asarray(confusion)
    count = len(confusion)
    if confusion.shape != (count, count) or not count:
        raise ValueError(f"`confusion` must be of shape (K, K). Received: shape {confusion.shape}")
    shares = confusion / np.maximum(confusion.sum(axis=1, keepdims=True), 1)
    shortest, longest = _CELL
    side = min(count, _NAMED) * np.clip(_SHEET / count, shortest, longest)
    figure = Figure((side + 2.0, side + 1.6), layout="constrained", dpi=120)
    FigureCanvasAgg(figure)
    axes = figure.subplots()
    colours = colormaps["Blues"]
    shade = PowerNorm(0.5, 0, 1)  # So that a few that are mistaken are seen beside all the others.
    axes.imshow(shares, cmap=colours, norm=shade)
    named = np.arange(0, count, -(-count // _NAMED))
    names = [name_of(label, class_names) for label in named]
    size = 8 if count <= _WRITTEN else 6
    axes.set_xticks(named, names, rotation=90, fontsize=size, parse_math=False)
    axes.set_yticks(named, names, fontsize=size, parse_math=False)
    axes.set_xlabel("predicted")
    axes.set_ylabel("actual")
    for row, column in np.argwhere(confusion) if count <= _WRITTEN else ():
        axes.text(
            column,
            row,
            confusion[row, column],
            color=contrast_of(np.array(colours(shade(shares[row, column])))),
            fontsize=7,
            ha="center",
            va="center",
        )
    return figure
