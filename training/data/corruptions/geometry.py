"""Affine changes, as in MNIST-C: about the centre, bilinear, black outside, to either side."""

import numpy as np

from training.data.augment import warped


def rotation(images: np.ndarray, amount: float, rng: np.random.Generator) -> np.ndarray:
    """By an angle of `amount` radians."""
    return warped(images, degrees=np.rad2deg(amount * _signs(len(images), rng)))


def shift(images: np.ndarray, amount: float, rng: np.random.Generator) -> np.ndarray:
    """Along both axes, by `amount` of the shorter side."""
    down, right = amount * min(images.shape[1:3]) * _signs((2, len(images), 1, 1), rng)
    return warped(images, moved=(down, right))


def scale(images: np.ndarray, amount: float, rng: np.random.Generator) -> np.ndarray:
    """To `amount` of the size."""
    return warped(images, zoom=amount)


def shear(images: np.ndarray, amount: float, rng: np.random.Generator) -> np.ndarray:
    """Each row by `amount` of its distance from the middle row."""
    return warped(images, shear=amount * _signs(len(images), rng))


def _signs(shape: int | tuple[int, ...], rng: np.random.Generator) -> np.ndarray:
    return rng.choice([-1.0, 1.0], shape)
