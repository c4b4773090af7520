"""Which of many images to show."""

import numpy as np


def spread(count, labels):
    """Chooses images that stand for all: of every class as many, evenly spread over its images.

    Args:
        count: Integer, how many are wanted.
        labels: Array `(B,)` of the classes; all the same where there are none.

    Returns:
        Integers, the chosen images in order: all of them if there are no more.
    """
    classes = [np.flatnonzero(labels == label) for label in np.unique(labels)]
    sizes = np.array([len(images) for images in classes], int)
    chosen = np.zeros_like(sizes)
    while chosen.sum() < min(count, sizes.sum()):
        # One more of each class that has more, or of some where that would be too many.
        more = np.flatnonzero(chosen < sizes)
        chosen[more[_even(len(more), count - chosen.sum())]] += 1
    return np.array(
        sorted(
            image
            for images, n in zip(classes, chosen, strict=True)
            for image in images[_even(len(images), n)]
        ),
        int,
    )


def _even(total, count):
    """Up to `count` of so many places, evenly spread."""
    return np.linspace(0, total - 1, min(count, total)).astype(int)
