"""What pictures of glimpses and of drawings have in common."""

import numpy as np

WRONG = "#d55e00"  # Vermilion of Okabe and Ito's colours, which the colour-blind tell from black.


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


def contrast_of(colour):
    """Black or white, whichever can be told from a colour."""
    return "black" if colour[:3] @ (0.3, 0.6, 0.1) > 0.5 else "white"


def outline(axes, frame, colour, width=1.6):
    """Draws a frame so that it is seen on dark images as well as on bright ones."""
    from matplotlib.patheffects import withStroke

    effects = [withStroke(linewidth=1.75 * width, foreground=contrast_of(colour))]
    axes.plot(*np.vstack([frame, frame[:1]]).T, color=colour, lw=width, path_effects=effects)
