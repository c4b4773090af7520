"""Sheets of pictures, and maps over images."""

import numpy as np

from stawm_keras.visualisation.pixels import cover
from stawm_keras.visualisation.pixels import grid
from stawm_keras.visualisation.pixels import show


def plot_pictures(pictures, titles=None):
    """Draws pictures of one size side by side, line by line.

    Args:
        pictures: Array `(B, H, W, C)`, pixels in [0, 255], of one or three channels.
        titles: Optional sequence of texts, one for each.

    Returns:
        `matplotlib.figure.Figure`, on an Agg canvas of its own.

    Raises:
        ValueError: If they are no pictures, or there are not as many titles.

    Example:

    >>> figure = stawm_keras.visualisation.features.plot_pictures(np.zeros((5, 8, 8, 3)))
    >>> figure.savefig("pictures.png")
    """
    pictures = np.asarray(pictures, "float32")
    fit = pictures.ndim == 4 and pictures.shape[-1] in (1, 3) and len(pictures) > 0
    if not fit or (titles is not None and len(titles) != len(pictures)):
        raise ValueError(
            "`pictures` must be an array (B, H, W, C) of one or more, C 1 or 3, and `titles` as "
            f"many. Received: shape {pictures.shape}, titles={titles}"
        )
    return sheet_of(pictures, titles)


def sheet_of(pictures, titles=None):
    """Such a figure of pictures that are known to be some, a little wider than it is high."""
    columns = int(np.ceil(np.sqrt(1.5 * len(pictures))))
    rows = -(-len(pictures) // columns)
    figure, axes = grid(rows, columns, pictures.shape[1:], titled=titles is not None)
    for number, place in enumerate(axes.flat):
        if number < len(pictures):
            show(place, pictures[number])
            if titles is not None:
                place.set_title(titles[number], fontsize=7, pad=3, parse_math=False)
    return figure


def plot_maps(images, maps):
    """Draws images, and over each of them maps of several kinds, side by side.

    A map's largest value is the brightest, what is negative counts as nothing, and what is not a
    number is left blank.

    Args:
        images: Array `(B, H, W, C)`, pixels in [0, 255], of one or three channels.
        maps: Dictionary of arrays `(B, h, w)`, by what stands above them.

    Returns:
        `matplotlib.figure.Figure`, on an Agg canvas of its own.

    Raises:
        ValueError: If the arrays' shapes do not belong together.

    Example:

    >>> images, rows = np.zeros((2, 8, 8, 1)), np.tile(np.arange(8.0)[:, None], (2, 1, 8))
    >>> figure = stawm_keras.visualisation.features.plot_maps(images, {"gradient": rows})
    >>> figure.savefig("maps.png")
    """
    images = np.asarray(images, "float32")
    maps = {name: np.asarray(values, "float32") for name, values in maps.items()}
    shapes = [values.shape for values in maps.values()]
    belongs = images.ndim == 4 and all(
        len(shape) == 3 and shape[0] == len(images) for shape in shapes
    )
    if not belongs or images.shape[-1] not in (1, 3) or not maps or not len(images):
        raise ValueError(
            "`images` (B, H, W, C) and each of `maps` (B, h, w), one or more, must agree in B, and "
            f"C must be 1 or 3. Received: shapes {images.shape}, {shapes}"
        )
    figure, axes = grid(len(images), 1 + len(maps), images.shape[1:], titled=True)
    for b, (picture, *places) in enumerate(axes):
        show(picture, images[b])
        for place, (name, values) in zip(places, maps.items(), strict=True):
            cover(place, images[b], values[b])
            place.set_title(name, fontsize=7, pad=3, parse_math=False)
    return figure
