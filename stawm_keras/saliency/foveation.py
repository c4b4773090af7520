"""Images as they are seen by an eye that looks at one place.

Symbols: B images, H, W, C image height, width and channels.
"""

import numpy as np

from stawm_keras.saliency.filters import halved
from stawm_keras.saliency.filters import resized


def foveate(images, fixations, half_resolution=0.1):
    """Blurs images more the farther a place is from where the eye looks.

    Resolution falls as `1 / (1 + d / d_2)` with the distance d, as that of people does (Geisler and
    Perry), who have half of it at 2.3 degrees.

    Args:
        images: Array `(B, H, W, C)`.
        fixations: Array `(B, 2)` of places `(x, y)` in pixels.
        half_resolution: Float, at which distance resolution is half as good, as a share of the
            images' shorter side.

    Returns:
        float32 array `(B, H, W, C)`.

    Example:

    >>> images = np.zeros((1, 64, 64, 3))
    >>> images[0, :, ::2] = 1
    >>> seen = stawm_keras.saliency.foveate(images, [[8, 32]])
    >>> stripes = seen[0, 32, :, 0].astype("float64").round(1)
    >>> stripes[[8, 9, 56, 57]].tolist()
    [1.0, 0.1, 0.5, 0.5]

    Reference:
        Geisler and Perry, "A real-time foveated multiresolution system for low-bandwidth video
        communication", Human Vision and Electronic Imaging III, 1998.
    """
    images, fixations = np.asarray(images, "float32"), np.asarray(fixations)
    size = images.shape[1:3]
    y, x = np.mgrid[: size[0], : size[1]]
    away = np.hypot(x - fixations[:, 0, None, None], y - fixations[:, 1, None, None])
    level = np.log2(1 + away / (half_resolution * min(size))).astype("float32")[..., None]
    seen, coarse = 0, images
    for number in range(int(level.max()) + 2):
        seen = seen + np.maximum(0, 1 - abs(level - number)) * resized(coarse, size)
        coarse = halved(coarse)
    return seen
