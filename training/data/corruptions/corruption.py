"""A corruption with its five strengths."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

Change = Callable[[np.ndarray, Any, np.random.Generator], np.ndarray]


@dataclass(frozen=True)
class Corruption:
    """What is done to images, by strength.

    Args:
        change: A pure function of images (B, H, W, C) uint8, an amount, and a random generator, of
            which every image draws its own numbers; returns uint8 of the same shape.
        amounts: The amount of each strength, the mildest first.
    """

    change: Change
    amounts: tuple[Any, ...]

    def __call__(self, images: np.ndarray, strength: int, rng: np.random.Generator) -> np.ndarray:
        """The images, changed; frames of videos (B, N, H, W, C) each for itself.

        Args:
            images: Images (B, H, W, C) or (B, N, H, W, C), uint8.
            strength: From 1 to the number of amounts.
            rng: What is drawn is drawn from it.
        """
        frames = images.reshape(-1, *images.shape[-3:])
        return self.change(frames, self.amounts[strength - 1], rng).reshape(images.shape)
