"""Where the eye goes next to learn most.

Symbols: B images, N fixations, K filters, h, w places of a grid, H, W image height and width.
"""

import numpy as np

from stawm_keras.saliency.entropy_rate import site_entropy_rate
from stawm_keras.saliency.filters import blurred
from stawm_keras.saliency.filters import checked
from stawm_keras.saliency.filters import reduced
from stawm_keras.saliency.foveation import foveate
from stawm_keras.saliency.sparse_codes import SIDE
from stawm_keras.saliency.sparse_codes import answers


def saccadic_scanpath(images, codes, count, retention=0.8, fovea=0.05, stride=4):
    """Looks where most is left to be learned, by the model of Wang et al.

    Three sets of filters' answers lead the eye: those to the whole image at full resolution (what
    there is to know); those to the image as it is seen from the present fixation (`foveate`); and a
    working memory, which fades. At each fixation the memory keeps of every answer what comes nearer
    to the truth: what it still holds, or what is seen. What then is left, the difference between
    what there is and what is held, has a `site_entropy_rate`, the residual perceptual information:
    the eye goes where it is largest. It begins at the image's centre. How the memory takes in what
    is seen, and all defaults, are choices of this implementation.

    Args:
        images: Array `(B, H, W, C)`, pixels in [0, 255], of one or three channels.
        codes: Array `(K, S, S, 3)`, filters such as those of `learn_sparse_codes`.
        count: Integer N, how many fixations, with the first.
        retention: Float in [0, 1], what share of the memory is left at the next fixation.
        fovea: Float, as for `foveate`.
        stride: Integer, how many pixels the places are apart that can be fixated, of images whose
            shorter side is 64.

    Returns:
        float32 array `(B, N, 2)` of places `(x, y)` in pixels.

    Raises:
        ValueError: If the images' shape does not fit.

    Example:

    >>> images = np.zeros((1, 64, 64, 3))
    >>> images[0, 10:14, 50:54] = 255
    >>> edges = np.ones((2, 4, 4, 3))
    >>> edges[0, :2] = edges[1, :, :2] = -1
    >>> path = stawm_keras.saliency.saccadic_scanpath(images, edges, count=2)
    >>> path[0, 0].tolist(), bool(np.linalg.norm(path[0, 1] - [52, 12]) < 4)
    ([31.5, 31.5], True)

    Reference:
        Wang, Chen, Wang, Jiang, Fang and Yao, "Simulating human saccadic scanpaths on natural
        images", CVPR 2011.
    """
    images = checked(images)
    small = reduced(images, SIDE)
    there = answers(small, codes, stride)
    held = np.zeros_like(there)
    size = np.array([small.shape[2], small.shape[1]])
    fixation = np.tile((size - 1) / 2, (len(images), 1))
    path = [fixation]
    for _ in range(count - 1):
        seen = answers(foveate(small, fixation, fovea), codes, stride)
        held = retention * held
        held = np.where(abs(there - seen) < abs(there - held), seen, held)
        left = blurred(site_entropy_rate(there - held), 1.0)
        fixation = _highest(left) * stride + (stride - 1) / 2
        path.append(fixation)
    scale = np.array([images.shape[2], images.shape[1]]) / size
    return ((np.stack(path, axis=1) + 0.5) * scale - 0.5).astype("float32")


def _highest(maps):
    """The columns and rows of the highest values, `(B, 2)`."""
    rows, columns = np.unravel_index(maps.reshape(len(maps), -1).argmax(axis=-1), maps.shape[1:])
    return np.stack([columns, rows], axis=-1)
