"""Blur. Lengths are shares of an image's shorter side; what is outside mirrors what is inside."""

import math

import numpy as np
from scipy import ndimage
from scipy import signal

from training.data.augment import to_uint8
from training.data.augment import warped

STEEPEST = 45  # Degrees from the horizontal, of motion.
REACH = 2  # Standard deviations to either side, of motion.
ZOOMS = 10


def gaussian_blur(images: np.ndarray, amount: float, rng: np.random.Generator) -> np.ndarray:
    """By a Gaussian whose standard deviation is `amount` of the side."""
    deviation = amount * min(images.shape[1:3])
    smooth = ndimage.gaussian_filter(images.astype(np.float32), (0, deviation, deviation, 0))
    return to_uint8(smooth)


def motion_blur(images: np.ndarray, amount: float, rng: np.random.Generator) -> np.ndarray:
    """Along a line of random direction, by a Gaussian whose deviation is `amount` of the side."""
    deviation = amount * min(images.shape[1:3])
    reach = math.ceil(REACH * deviation)
    angles = np.deg2rad(rng.uniform(-STEEPEST, STEEPEST, (len(images), 1, 1)))
    y, x = np.mgrid[-reach : reach + 1, -reach : reach + 1]
    along = x * np.cos(angles) + y * np.sin(angles)
    across = y * np.cos(angles) - x * np.sin(angles)
    kernels = np.exp(-0.5 * np.square(along / deviation)) * (1 - np.abs(across)).clip(0)
    kernels /= kernels.sum(axis=(1, 2), keepdims=True)
    sides = (reach, reach)
    padded = np.pad(images, ((0, 0), sides, sides, (0, 0)), mode="symmetric")
    # The kernels are symmetric: there is nothing to turn round.
    kernels = kernels.astype(np.float32)[..., np.newaxis]
    return to_uint8(signal.fftconvolve(padded.astype(np.float32), kernels, "valid", axes=(1, 2)))


def zoom_blur(images: np.ndarray, amount: float, rng: np.random.Generator) -> np.ndarray:
    """The mean of the image and of enlargements up to `1 + amount`."""
    zooms = np.linspace(1, 1 + amount, ZOOMS)
    return to_uint8(np.mean([warped(images, zoom=zoom) for zoom in zooms], axis=0))
