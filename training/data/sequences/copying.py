"""Sequences that are to be copied."""

from typing import Any

import numpy as np

from training.data.sequences.drawn import Drawn
from training.data.sequences.drawn import drawn_between
from training.data.sequences.drawn import grown_to
from training.data.sequences.examples import Sequences
from training.data.sequences.placing import put


class Copying(Drawn):
    """Bits at random, a flag, and then the same bits are to be said (Graves et al., 2014).

    A sequence of n steps is a flag, n steps of bits, another flag, and n steps in which nothing is
    given and the bits are answered; what follows in the batch is empty. Only answers count.

    Args:
        width: Bits of a step; the flags come beside them.
        shortest, longest: Steps of the sequences of training, all equally likely.
        test_lengths: Lengths that are tested.
        **counts: As `Drawn` has them.
    """

    def __init__(
        self,
        width: int,
        shortest: int,
        longest: int,
        test_lengths: tuple[int, ...],
        **counts: int,
    ) -> None:
        super().__init__(f"copies of {shortest} to {longest} steps of {width} bits", **counts)
        self.width = width
        self.shortest = shortest
        self.longest = longest
        self.test_lengths = test_lengths
        self.given, self.answered = width + 2, width

    def bounds(self, grown: float) -> dict[str, Any]:
        return {"lengths": (self.shortest, grown_to(self.shortest, self.longest, grown))}

    def tests(self) -> dict[str, dict[str, Any]]:
        return {f"length {length}": {"lengths": (length, length)} for length in self.test_lengths}

    def sample(self, count: int, rng: np.random.Generator, **bounds: Any) -> Sequences:
        """Inputs `(N, T, width + 2)`, targets `(N, T, width)` and weights `(N, T)`."""
        lengths = drawn_between(bounds["lengths"], count, rng)
        longest = max(self.longest, bounds["lengths"][1])
        bits = rng.integers(0, 2, (count, longest, self.width)).astype("float32")
        inputs = np.zeros((count, 2 * longest + 2, self.given), "float32")
        targets = np.zeros((count, 2 * longest + 2, self.answered), "float32")
        weights = np.zeros((count, 2 * longest + 2), "float32")
        inputs[:, 0, -2] = 1
        put(inputs[..., : self.width], np.ones_like(lengths), bits, lengths)
        inputs[np.arange(count), lengths + 1, -1] = 1
        put(targets, lengths + 2, bits, lengths)
        put(weights, lengths + 2, np.ones((1, longest), "float32"), lengths)
        return inputs, targets, weights
