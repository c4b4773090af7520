"""Images as they are seen by an eye that looks at one place.

Symbols: B images, H, W, C image height, width and channels.
"""

import numpy as np

from stawm_keras.saliency.filters import halved
from stawm_keras.saliency.filters import resized


def foveate(images, fixations, fovea=0.05):
    """Blurs images more the farther a place is from where the eye looks.

    Within the fovea images are as sharp as they are. Outside of it resolution falls as `1 / d` with
    the distance d, which is nearly what that of people does.

    Args:
        images: Array `(B, H, W, C)`.
        fixations: Array `(B, 2)` of places `(x, y)` in pixels.
        fovea: Float, the fovea's radius, as a share of the images' shorter side.

    Returns:
        float32 array `(B, H, W, C)`.

    Example:

    >>> images = np.zeros((1, 64, 64, 3))
    >>> images[0, :, ::2] = 1
    >>> seen = stawm_keras.saliency.foveate(images, [[8, 32]])
    >>> stripes = seen[0, 32, :, 0].astype("float64").round(1)
    >>> stripes[[8, 9, 56, 57]].tolist()
    [1.0, 0.0, 0.5, 0.5]

    Reference:
        Geisler and Perry, "A real-time foveated multiresolution system for low-bandwidth video
        communication", Human Vision and Electronic Imaging III, 1998.
    """
    images, fixations = np.asarray(images, "float32"), np.asarray(fixations)
    size = images.shape[1:3]
    y, x = np.mgrid[: size[0], : size[1]]
    away = np.hypot(x - fixations[:, 0, None, None], y - fixations[:, 1, None, None])
    level = np.log2(np.maximum(1, away / (fovea * min(size)))).astype("float32")[..., None]
    seen, coarse = 0, images
    for number in range(int(level.max()) + 2):
        seen = seen + np.maximum(0, 1 - abs(level - number)) * resized(coarse, size)
        coarse = halved(coarse)
    return seen
