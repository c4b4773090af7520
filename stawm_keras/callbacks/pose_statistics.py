"""What poses say of the glimpses: their size, their turn, their place."""

import numpy as np


def pose_parts(poses):
    """Takes affine poses apart into six numbers that can be read.

    They are in the poses' own coordinates, in which an image reaches from -1 to 1, and together
    they say as much as the pose does. None of them is ever infinite.

    Args:
        poses: Array `(..., 6)` of row-major 2 x 3 matrices.

    Returns:
        Dictionary of float arrays `(...)`: `"scale_x"` and `"scale_y"`, half the glimpse's width
        and height, 1 being the image's; `"rotation"`, by how many degrees the glimpse's upper side
        is turned clockwise; `"shear"`, how many degrees its angle at the upper left falls short of
        90, beyond 90 of a glimpse that is mirrored; `"x"` and `"y"`, the place of its centre.
    """
    a, b, x, c, d, y = np.moveaxis(np.asarray(poses, "float64"), -1, 0)
    return {
        "scale_x": np.hypot(a, c),
        "scale_y": np.hypot(b, d),
        "rotation": np.degrees(np.arctan2(c, a)),
        "shear": np.degrees(np.arctan2(a * b + c * d, a * d - b * c)),
        "x": x,
        "y": y,
    }
