"""Vectors that are to be said in order."""

from typing import Any

import numpy as np

from training.data.sequences.drawn import Drawn
from training.data.sequences.examples import Sequences


class PrioritySort(Drawn):
    """Vectors with a priority each, and then the highest of them in order (Graves et al., 2014).

    Every vector of bits comes at a step, beside a number in [-1, 1], its priority. Then comes a
    flag, and as many steps without anything as vectors are answered, that of the highest priority
    first. Only answers count.

    Args:
        width: Bits of a vector.
        vectors: How many are given.
        sorted_vectors: How many are answered.
        **counts: As `Drawn` has them.
    """

    def __init__(self, width: int, vectors: int, sorted_vectors: int, **counts: int) -> None:
        super().__init__(
            f"the {sorted_vectors} highest in order of {vectors} vectors of {width} bits", **counts
        )
        self.width = width
        self.vectors = vectors
        self.sorted_vectors = sorted_vectors
        self.given, self.answered = width + 2, width

    def tests(self) -> dict[str, dict[str, Any]]:
        return {f"{self.sorted_vectors} of {self.vectors}": {}}

    def sample(self, count: int, rng: np.random.Generator, **bounds: Any) -> Sequences:
        """Inputs `(N, T, width + 2)`, targets `(N, T, width)` and weights `(N, T)`."""
        bits = rng.integers(0, 2, (count, self.vectors, self.width)).astype("float32")
        priorities = rng.uniform(-1, 1, (count, self.vectors)).astype("float32")
        answers = self.sorted_vectors
        steps = self.vectors + 1 + answers
        inputs = np.zeros((count, steps, self.given), "float32")
        inputs[:, : self.vectors, : self.width] = bits
        inputs[:, : self.vectors, -2] = priorities
        inputs[:, self.vectors, -1] = 1
        order = np.argsort(-priorities, axis=1)[:, :answers]
        targets = np.zeros((count, steps, self.answered), "float32")
        targets[:, -answers:] = np.take_along_axis(bits, order[..., None], axis=1)
        weights = np.zeros((count, steps), "float32")
        weights[:, -answers:] = 1
        return inputs, targets, weights
