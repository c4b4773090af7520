"""What every source of sequences does."""

from typing import Any
from typing import Protocol

import numpy as np

# What a model is given, what it is to answer and, if some answers do not count, their weights: as
# `fit` takes them, the examples first.
Sequences = tuple[Any, ...]

# Of the random generators of what is watched and of what is tested: these are constants, for
# results can be compared only if every run has the same.
TEST_SEED, WATCH_SEED = 1, 2


class Examples(Protocol):
    """Where sequences come from.

    Attributes:
        source: Exactly what is used, in words. It goes into every result file.
        count: Examples of an epoch.
    """

    source: str
    count: int

    def draw(self, rows: np.ndarray, rng: np.random.Generator, epoch: int) -> Sequences:
        """Examples to train on.

        Args:
            rows: Which of an epoch's examples, integers in `[0, count)`; where all are drawn anew,
                how many.
            rng: What is random.
            epoch: The epoch, from 0.
        """
        raise NotImplementedError

    def watched(self) -> Sequences:
        """Examples by which an epoch is judged: always the same, and none that is tested."""
        raise NotImplementedError

    def tested(self) -> dict[str, Sequences]:
        """Examples of every test, by its name: always the same, and none that is trained on."""
        raise NotImplementedError
