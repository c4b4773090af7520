"""Sequences that are to be copied."""

import numpy as np

from training.data.sequences.examples import TEST_SEED
from training.data.sequences.examples import WATCH_SEED
from training.data.sequences.examples import Sequences


class Copying:
    """Bits at random, a flag, and then the same bits are to be said (Graves et al., 2014).

    A sequence of n steps is a flag, n steps of bits, another flag, and n steps in which nothing is
    given and the bits are answered; what follows in the batch is empty. Only answers count.

    Args:
        width: Bits of a step; the flags come beside them.
        shortest, longest: Steps of the sequences of training, all equally likely.
        test_lengths: Lengths that are tested.
        examples, watched, tested: How many are drawn of each.
    """

    def __init__(
        self,
        width: int,
        shortest: int,
        longest: int,
        test_lengths: tuple[int, ...],
        examples: int,
        watched: int,
        tested: int,
    ) -> None:
        self.width = width
        self.lengths = (shortest, longest)
        self.test_lengths = test_lengths
        self.count = examples
        self.counts = (watched, tested)
        self.source = f"copies of {shortest} to {longest} steps of {width} bits, drawn"

    def draw(self, rows: np.ndarray, rng: np.random.Generator, epoch: int) -> Sequences:
        return self._draw(len(rows), rng, *self.lengths)

    def watched(self) -> Sequences:
        return self._draw(self.counts[0], np.random.default_rng(WATCH_SEED), *self.lengths)

    def tested(self) -> dict[str, Sequences]:
        return {
            f"length {length}": self._draw(
                self.counts[1], np.random.default_rng([TEST_SEED, length]), length, length
            )
            for length in self.test_lengths
        }

    def _draw(self, count: int, rng: np.random.Generator, shortest: int, longest: int) -> Sequences:
        """Inputs `(count, T, width + 2)`, targets `(count, T, width)` and weights `(count, T)`."""
        lengths = rng.integers(shortest, longest, count, endpoint=True)[:, None]
        steps = np.arange(2 * longest + 2)[None]
        given = (steps >= 1) & (steps <= lengths)
        asked = (steps >= lengths + 2) & (steps < 2 * lengths + 2)
        bits = rng.integers(0, 2, (count, longest, self.width)).astype("float32")
        inputs = np.zeros((count, 2 * longest + 2, self.width + 2), "float32")
        targets = np.zeros((count, 2 * longest + 2, self.width), "float32")
        said = bits[np.arange(longest)[None] < lengths]
        inputs[..., : self.width][given] = said
        targets[asked] = said
        inputs[:, 0, -2] = 1
        inputs[..., -1][steps == lengths + 1] = 1
        return inputs, targets, asked.astype("float32")
