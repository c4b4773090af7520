"""What lies over images."""

import numpy as np

from training.data.augment import to_uint8

# Of MNIST-C's zigzag, in pixels of an image of 28: half a tooth's length and its height, where the
# line begins and ends, by how much it rises or falls at most, and how far from it is black again.
SIDE = 28
TOOTH, HEIGHT, LEFT, RIGHT, RISE, FADE = 2.0, 2.0, 2, 25, 5, 2.3


def occlusion(images: np.ndarray, amount: float, rng: np.random.Generator) -> np.ndarray:
    """A black square whose sides are `amount` of the shorter side hides a part of the image."""
    height, width = images.shape[1:3]
    side = round(amount * min(height, width))
    places = (len(images), 1)
    hidden_rows = _inside(height, rng.integers(0, height - side + 1, places), side)
    hidden_columns = _inside(width, rng.integers(0, width - side + 1, places), side)
    hidden = hidden_rows[:, :, np.newaxis] & hidden_columns[:, np.newaxis]
    return np.where(hidden[..., np.newaxis], 0, images).astype(np.uint8)


def _inside(pixels: int, begin: np.ndarray, length: int) -> np.ndarray:
    places = np.arange(pixels)
    return (begin <= places) & (places < begin + length)


def clutter(images: np.ndarray, amount: int, rng: np.random.Generator) -> np.ndarray:
    """So many white zigzag lines go from left to right."""
    height, width = images.shape[1:3]
    lines = (len(images), amount, 1, 1)
    y, x = (np.linspace(0, SIDE - 1, pixels) for pixels in (height, width))
    begins = rng.uniform(0, SIDE - 1, lines)
    angles = np.arctan2(rng.uniform(-RISE, RISE, lines), RIGHT - LEFT)
    down, right = y[:, np.newaxis] - begins, x - LEFT
    along = right * np.cos(angles) + down * np.sin(angles)
    across = down * np.cos(angles) - right * np.sin(angles)
    # A wave of triangles, up at TOOTH and down at three times TOOTH.
    wave = HEIGHT * (1 - np.abs((along / TOOTH + 1) % 4 - 2))
    away = np.abs(across - wave).clip(0, FADE - 1e-6)
    light = (1 + np.log(1 - away / FADE)).clip(0) * ((LEFT <= x) & (x <= RIGHT))
    lit = 255 * light.sum(axis=1)[..., np.newaxis]
    return to_uint8(images + lit)
