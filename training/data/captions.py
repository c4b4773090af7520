"""Scenes of two digits in words: "the three above the seven"."""

import numpy as np

DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
# "The" before all: to choose "a" or "an", a digit would have to be looked at before it is named.
VOCABULARY = ("the", *DIGITS, "above", "left", "of")
MAX_WORDS = 6


def in_order(boxes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Which of two objects a caption names first, and how the other lies to it.

    The higher one is named first where their centres are further apart up and down than across,
    elsewhere the one to the left.

    Args:
        boxes: Left, top, right and bottom (N, 2, 4) of each object.

    Returns:
        Places of the objects in the order of their names (N, 2), and whether they are above each
        other (N,).
    """
    centres = boxes.reshape(-1, 2, 2, 2).mean(axis=2)  # x and y
    across, down = np.moveaxis(centres[:, 1] - centres[:, 0], -1, 0)
    above = np.abs(down) > np.abs(across)
    second_first = np.where(above, down, across) < 0
    return np.stack([second_first, ~second_first], axis=1).astype(np.int64), above


def captions_of(labels: np.ndarray, boxes: np.ndarray) -> list[str]:
    """What scenes of two digits show.

    Args:
        labels: Their digits (N, 2).
        boxes: Their boxes (N, 2, 4).
    """
    order, above = in_order(boxes)
    first, second = np.take_along_axis(labels, order, axis=1).T
    relations = np.where(above, "above", "left of")
    return [
        f"the {DIGITS[a]} {how} the {DIGITS[b]}"
        for a, b, how in zip(first, second, relations, strict=True)
    ]
