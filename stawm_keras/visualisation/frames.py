"""Where glimpses and sketches lie, as the corners of their frames.

Symbols: B images, N glimpses.
"""

import numpy as np

# The determinant below which a pose shows, or fills, a line and no area.
FLAT = 1e-6

# Round the frame from its upper left corner, in the glimpse's own coordinates (x, y, 1).
_CORNERS = np.array([[-1, -1, 1], [1, -1, 1], [1, 1, 1], [-1, 1, 1]], "float64")


def glimpse_frames(poses, image_shape):
    """Places the frame of each glimpse on its image.

    Pixel centres have integer coordinates, and the poses' -1 and 1 are the centres of the corner
    pixels, so the identity pose's frame joins the centres of the four corner pixels: it lies half a
    pixel inside the image's outer edge.

    Args:
        poses: Array `(B, N, 6)` of row-major 2 x 3 matrices.
        image_shape: Tuple `(height, width)` or `(height, width, channels)`.

    Returns:
        Float array `(B, N, 4, 2)`: each frame's corners `(x, y)` in pixels of the image, in order
        round the frame, from what is the upper left corner of the glimpse to its upper right one.

    Raises:
        ValueError: If `poses` is not of that shape.

    Example:

    >>> upper_left_quarter = np.array([[[0.5, 0, -0.5, 0, 0.5, -0.5]]])
    >>> stawm_keras.visualisation.glimpse_frames(upper_left_quarter, (29, 29))[0, 0].tolist()
    [[0.0, 0.0], [14.0, 0.0], [14.0, 14.0], [0.0, 14.0]]

    Reference:
        Section 3.1 of the paper.
    """
    corners = _CORNERS @ np.swapaxes(matrices_of(poses), -1, -2)
    return _pixels(corners, image_shape)


def sketch_frames(inverse_poses, canvas_shape):
    """Places the frame of each sketch on its canvas.

    Args:
        inverse_poses: Array `(B, N, 6)` of row-major 2 x 3 matrices that take canvas coordinates to
            sketch coordinates.
        canvas_shape: Tuple `(height, width)` or `(height, width, channels)`.

    Returns:
        Float array `(B, N, 4, 2)`, as `glimpse_frames` returns it. The frame of a pose that cannot
        be inverted, which spreads one line of the sketch over the canvas, is not a number.

    Raises:
        ValueError: If `inverse_poses` is not of that shape.

    Example:

    >>> upper_left_quarter = np.array([[[2, 0, 1, 0, 2, 1]]])
    >>> stawm_keras.visualisation.sketch_frames(upper_left_quarter, (29, 29))[0, 0].tolist()
    [[0.0, 0.0], [14.0, 0.0], [14.0, 14.0], [0.0, 14.0]]

    Reference:
        Section 3.3 of the paper.
    """
    matrices = matrices_of(inverse_poses)
    turned, moved = matrices[..., :2], matrices[..., 2]
    flat = np.abs(np.linalg.det(turned)) < FLAT
    turned = np.where(flat[..., None, None], np.eye(2), turned)
    corners = (_CORNERS[:, :2] - moved[..., None, :]) @ np.swapaxes(np.linalg.inv(turned), -1, -2)
    return _pixels(np.where(flat[..., None, None], np.nan, corners), canvas_shape)


def matrices_of(poses):
    """Poses `(B, N, 6)` as matrices `(B, N, 2, 3)`; raises `ValueError` for other shapes."""
    poses = np.asarray(poses, "float64")
    if poses.ndim != 3 or poses.shape[-1] != 6:
        raise ValueError(
            f"Poses must be of shape (images, glimpses, 6). Received: poses of shape {poses.shape}"
        )
    return poses.reshape(*poses.shape[:2], 2, 3)


def _pixels(corners, image_shape):
    """[-1, 1] to pixels."""
    height, width = image_shape[:2]
    return (corners + 1) / 2 * (width - 1, height - 1)
