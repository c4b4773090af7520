"""How well maps of saliency tell where people look.

Symbols: H, W image height and width, F fixations. All are of one image, and fixations are arrays
`(F, 2)` of places `(x, y)` in its pixels.
"""

import numpy as np

from stawm_keras.saliency.filters import blurred


def judd_auc(saliency, fixations):
    """The share of pairs of a fixation and a pixel of no fixation that a map puts in order.

    That is the area under the ROC curve of telling them apart, by all thresholds. A map that does
    not say which of two is more salient is half right.

    Args:
        saliency: Array `(H, W)`.
        fixations: Array `(F, 2)`.

    Returns:
        Float in [0, 1]; 0.5 is chance.

    Example:

    >>> saliency = np.arange(100).reshape(10, 10)
    >>> round(stawm_keras.saliency.judd_auc(saliency, [[9, 9], [8, 9]]), 3)
    1.0

    Reference:
        Judd, Ehinger, Durand and Torralba, "Learning to predict where humans look", ICCV 2009.
    """
    rows, columns = pixels_of(fixations, np.shape(saliency))
    elsewhere = np.ones(np.shape(saliency), bool)
    elsewhere[rows, columns] = False
    return roc_area(np.asarray(saliency)[rows, columns], np.asarray(saliency)[elsewhere])


def shuffled_auc(saliency, fixations, others):
    """As `judd_auc`, but against where people fixated other images.

    People look at the centre of whatever they are shown, and photographers put there what they
    photograph. A map that knows no more than that gets 0.5 here.

    Args:
        saliency: Array `(H, W)`.
        fixations: Array `(F, 2)`, on this image.
        others: Array `(F, 2)`, on other images of this size.

    Returns:
        Float in [0, 1]; 0.5 is chance.

    Example:

    >>> saliency = np.arange(100).reshape(10, 10)
    >>> stawm_keras.saliency.shuffled_auc(saliency, [[9, 9], [5, 5]], [[0, 0], [5, 7]])
    0.75

    Reference:
        Tatler, Baddeley and Gilchrist, "Visual correlates of fixation selection: effects of scale
        and time", Vision Research 45, 2005.
    """
    saliency = np.asarray(saliency)
    there, elsewhere = (saliency[pixels_of(at, saliency.shape)] for at in (fixations, others))
    return roc_area(there, elsewhere)


def normalized_scanpath_saliency(saliency, fixations):
    """The mean saliency at fixations, in standard deviations above the map's mean (NSS).

    Args:
        saliency: Array `(H, W)`.
        fixations: Array `(F, 2)`.

    Returns:
        Float; 0 is chance, and what a flat map gets.

    Example:

    >>> saliency = np.array([[0.0, 0.0], [0.0, 1.0]])
    >>> nss = stawm_keras.saliency.normalized_scanpath_saliency(saliency, [[1, 1]])
    >>> round(nss, 3)
    1.732

    Reference:
        Peters, Iyer, Itti and Koch, "Components of bottom-up gaze allocation in natural images",
        Vision Research 45, 2005.
    """
    saliency = np.asarray(saliency, "float64")
    deviation = saliency.std()
    if deviation == 0:
        return 0.0
    at = saliency[pixels_of(fixations, saliency.shape)]
    return float((at.mean() - saliency.mean()) / deviation)


def map_correlation(saliency, density):
    """Pearson's correlation of two maps, such as of saliency and of `fixation_density` (CC).

    Args:
        saliency, density: Arrays `(H, W)`.

    Returns:
        Float in [-1, 1]; 0 where a map is flat.

    Example:

    >>> saliency = np.arange(4).reshape(2, 2)
    >>> round(stawm_keras.saliency.map_correlation(saliency, 3 - 2 * saliency), 3)
    -1.0
    """
    a, b = (np.asarray(x, "float64") - np.mean(x) for x in (saliency, density))
    size = np.sqrt((a**2).sum() * (b**2).sum())
    return float((a * b).sum() / size) if size > 0 else 0.0


def fixation_density(fixations, size, deviation):
    """How densely each place was fixated: a Gaussian for every fixation.

    Args:
        fixations: Array `(F, 2)`.
        size: Tuple `(height, width)`.
        deviation: Float, of the Gaussians, in pixels; commonly one degree of the visual field.

    Returns:
        float32 array `(H, W)`.

    Example:

    >>> density = stawm_keras.saliency.fixation_density([[20, 10], [21, 10]], (30, 40), 3.0)
    >>> density.shape, round(float(density.sum()), 2)
    ((30, 40), 2.0)
    """
    beyond = int(np.ceil(3 * deviation))  # What lies there is cut off, and not thrown back.
    counts = np.zeros([side + 2 * beyond for side in size], "float32")
    rows, columns = pixels_of(fixations, size)
    np.add.at(counts, (rows + beyond, columns + beyond), 1)
    return blurred(counts, deviation, axes=(0, 1))[beyond:-beyond, beyond:-beyond]


def roc_area(positives, negatives):
    """The share of pairs of a positive and a negative that are in order; of equals, a half."""
    negatives = np.sort(negatives)
    below = np.searchsorted(negatives, positives, "left")
    not_above = np.searchsorted(negatives, positives, "right")
    return float(np.mean(below + not_above) / (2 * len(negatives)))


def pixels_of(fixations, size):
    """Rows and columns of the pixels at places; what is outside counts as at the edge."""
    columns, rows = np.floor(np.asarray(fixations).reshape(-1, 2)).astype(int).T
    return np.clip(rows, 0, size[0] - 1), np.clip(columns, 0, size[1] - 1)
