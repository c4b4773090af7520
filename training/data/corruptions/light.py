"""Light and weather, as in ImageNet-C and MNIST-C."""

import numpy as np

from training.data.augment import to_uint8


def contrast(images: np.ndarray, amount: float, rng: np.random.Generator) -> np.ndarray:
    """The difference to each channel's mean becomes `amount` of what it was."""
    means = images.mean(axis=(1, 2), keepdims=True)
    return to_uint8(means + amount * (images - means))


def brightness(images: np.ndarray, amount: float, rng: np.random.Generator) -> np.ndarray:
    """HSV's value, the largest channel, grows by `amount` of the range; black turns grey."""
    value = images.max(axis=-1, keepdims=True).astype(np.float32)
    brighter = np.minimum(value + 255 * amount, 255)
    return to_uint8(np.where(value > 0, images * (brighter / np.maximum(value, 1)), brighter))


def fog(images: np.ndarray, amount: tuple[float, float], rng: np.random.Generator) -> np.ndarray:
    """Clouds are added, and all is darkened to the range that it had.

    `amount` is how many times white they are at their thickest, and their `decay`.
    """
    thickness, decay = amount
    height, width = images.shape[1:3]
    drawn = clouds(len(images), max(height, width), decay, rng)[:, :height, :width, np.newaxis]
    brightest = images.max(axis=(1, 2, 3), keepdims=True) / 255
    foggy = images + 255 * thickness * drawn
    return to_uint8(foggy * brightest / (brightest + thickness))


def clouds(count: int, side: int, decay: float, rng: np.random.Generator) -> np.ndarray:
    """So many clouds (count, S, S), each from 0 to 1, by the diamond-square algorithm on a torus.

    Args:
        count: How many.
        side: The least that S, a power of two, may be.
        decay: What is drawn falls by the square of this when the grid becomes twice as fine.
        rng: What it is drawn from.
    """
    step = 1 << (side - 1).bit_length()
    sky, size = np.zeros((count, step, step)), 1.0

    def wobbly(four):
        return four / 4 + rng.uniform(-size, size, four.shape)

    while step >= 2:
        half = step // 2
        corners = sky[:, ::step, ::step]
        below, right = (corners + np.roll(corners, -1, axis) for axis in (1, 2))
        centres = wobbly(below + np.roll(below, -1, 2))
        sky[:, half::step, half::step] = centres
        sky[:, ::step, half::step] = wobbly(right + centres + np.roll(centres, 1, 1))
        sky[:, half::step, ::step] = wobbly(below + centres + np.roll(centres, 1, 2))
        step, size = half, size / decay**2
    sky -= sky.min(axis=(1, 2), keepdims=True)
    return sky / sky.max(axis=(1, 2), keepdims=True)
