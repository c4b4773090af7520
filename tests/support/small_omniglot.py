"""A tiny omniglot_small.npz."""

import numpy as np

SIDE, PEOPLE, WAYS = 6, 3, 3
# Alphabets of each set: how many characters; the second of each is the same.
CHARACTERS = {"1": (4, 3), "2": (5, 3)}


def arrays():
    """What the file holds: no two pictures are alike but those of what is in both sets."""
    rng = np.random.default_rng(0)

    def drawn(*shape):
        return rng.integers(0, 2, (*shape, SIDE, SIDE), dtype=np.uint8)

    again = drawn(CHARACTERS["1"][1] * PEOPLE)
    found = {
        "runs_support": drawn(2, WAYS),
        "runs_queries": drawn(2, WAYS),
        "runs_answers": np.array([[1, 0, 2], [2, 1, 0]], np.int8),
    }
    for name, counts in CHARACTERS.items():
        found[f"images{name}"] = np.concatenate([drawn(counts[0] * PEOPLE), again])
        found[f"characters{name}"] = np.arange(sum(counts), dtype=np.int16).repeat(PEOPLE)
        found[f"alphabets{name}"] = np.arange(2, dtype=np.int8).repeat(counts).repeat(PEOPLE)
    return found


def write(folder, **changed):
    """Writes the file, some of its arrays changed."""
    np.savez(folder / "omniglot_small.npz", **(arrays() | changed))
