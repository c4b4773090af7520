"""Scenes, and where people looked."""

import numpy as np

# Of the shorter side: the deviation of the Gaussians that fixations are blurred by.
DEGREE = 9 / 256


class Scenes:
    """Images, and every viewer's scanpath on each."""

    def __init__(self, images, fixations):
        self.images, self.size = images, images.shape[1:3]
        self.paths = [_paths(fixations[fixations[:, 0] == n]) for n in range(len(images))]
        self.fixations = [np.concatenate(paths) for paths in self.paths]
        self._all = sum(self.density(some) for some in self.fixations)

    def __len__(self):
        return len(self.images)

    def density(self, fixations):
        """How densely each place was fixated, by some."""
        from stawm_keras.saliency import fixation_density

        return fixation_density(fixations, self.size, DEGREE * min(self.size))

    def elsewhere(self, number):
        """All fixations of the other scenes."""
        return np.concatenate([some for n, some in enumerate(self.fixations) if n != number])

    def centre_bias(self, number):
        """How densely each place of the other scenes was fixated."""
        return self._all - self.density(self.fixations[number])


def _paths(fixations):
    """Places `(F, 2)` in order, a viewer after the other."""
    ordered = fixations[np.argsort(fixations[:, 2], kind="stable")]
    return [ordered[ordered[:, 1] == viewer][:, 3:5] for viewer in np.unique(fixations[:, 1])]
