"""Noise, as in ImageNet-C and MNIST-C, of every channel for itself."""

import numpy as np
from skimage.util import random_noise

from training.data.augment import to_uint8


def gaussian_noise(images: np.ndarray, amount: float, rng: np.random.Generator) -> np.ndarray:
    """Normal noise whose standard deviation is `amount` of the range."""
    return _in_range(random_noise(images, "gaussian", rng=rng, var=amount**2))


def shot_noise(images: np.ndarray, amount: float, rng: np.random.Generator) -> np.ndarray:
    """Counts of photons, of which `amount` make white."""
    return _in_range(rng.poisson(images / 255 * amount) / amount)


def impulse_noise(images: np.ndarray, amount: float, rng: np.random.Generator) -> np.ndarray:
    """A share `amount` of the pixels becomes black or white."""
    return _in_range(random_noise(images, "s&p", rng=rng, amount=amount))


def _in_range(shares: np.ndarray) -> np.ndarray:
    return to_uint8(255 * shares)
