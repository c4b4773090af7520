"""Pictures in which one thing among many is unlike the others, and filters to see it by."""

import numpy as np

SIDE, STEP = 128, 16
ITEMS = [(x, y) for y in range(STEP // 2, SIDE, STEP) for x in range(STEP // 2, SIDE, STEP)]
ODD = 29  # Of the items: one that is not at the border, nor in the middle.


def picture(unlike):
    """Items on grey, and where the odd one is: it differs in `unlike`."""
    image = np.full((SIDE, SIDE, 3), 90.0)
    for number, (x, y) in enumerate(ITEMS):
        odd = number == ODD
        height, width, colour = 8, 8, (60, 200, 60)
        if unlike == "orientation":
            height, width, colour = (4, 12, (230,) * 3) if odd else (12, 4, (230,) * 3)
        if unlike == "colour" and odd:
            colour = (200, 60, 60)
        if unlike == "size" and odd:
            height, width = 14, 14
        image[y - height // 2 : y + height // 2, x - width // 2 : x + width // 2] = colour
    return image, np.array(ITEMS[ODD])


def cosines(count=4, side=8):
    """Filters `(K, side, side, 3)`: cosines of both directions, of three pairs of colours."""
    wave = np.cos(np.pi * np.outer(np.arange(count), np.arange(side) + 0.5) / side)
    waves = [np.outer(a, b) for a in wave for b in wave][1:]
    pairs = np.array([(1, 1, 1), (1, -1, 0), (1, 1, -2)]) / side
    return np.array([w[..., None] * pair for w in waves for pair in pairs], "float32")
