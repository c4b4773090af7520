"""What frames say of the glimpses: their size, their turn, their place."""

import numpy as np


def frame_parts(frames, image_shape):
    """Takes frames apart into six numbers that can be read.

    They are in coordinates in which an image reaches from -1 to 1, the centres of its corner
    pixels, and together they say as much as a parallelogram does. Of another quadrilateral they are
    those of its mean sides. None of finite frames is infinite.

    Args:
        frames: Array `(..., 4, 2)`: corners `(x, y)` in pixels, round the frame from what is the
            upper left corner of the glimpse to its upper right one.
        image_shape: Tuple `(height, width)` or `(height, width, channels)`.

    Returns:
        Dictionary of float arrays `(...)`: `"scale_x"` and `"scale_y"`, half the glimpse's width
        and height, 1 being the image's; `"rotation"`, by how many degrees the glimpse's upper side
        is turned clockwise; `"shear"`, how many degrees its angle at the upper left falls short of
        90, beyond 90 of a glimpse that is mirrored; `"x"` and `"y"`, the place of its centre.
    """
    half = np.maximum(np.array(image_shape[1::-1]) - 1, 1) / 2
    corners = np.moveaxis(np.asarray(frames, "float64") / half - 1, -2, 0)
    upper_left, upper_right, lower_right, lower_left = corners
    # Half the vectors from left to right and from above to below, and the centre.
    a, c = np.moveaxis(upper_right + lower_right - upper_left - lower_left, -1, 0) / 4
    b, d = np.moveaxis(lower_left + lower_right - upper_left - upper_right, -1, 0) / 4
    x, y = np.moveaxis(corners.mean(axis=0), -1, 0)
    return {
        "scale_x": np.hypot(a, c),
        "scale_y": np.hypot(b, d),
        "rotation": np.degrees(np.arctan2(c, a)),
        "shear": np.degrees(np.arctan2(a * b + c * d, a * d - b * c)),
        "x": x,
        "y": y,
    }
