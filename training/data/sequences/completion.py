"""Patterns that are to be completed."""

from typing import Any

import numpy as np

from training.data.sequences.drawn import Drawn
from training.data.sequences.examples import Sequences


class Completion(Drawn):
    """Patterns are shown several times, and then half of one (Miconi et al., 2018).

    A pattern is as many bits, 1 or -1. In each round every pattern is shown for some steps, in a
    new order, and after each come steps of zeros. At the end one of them is shown with half of its
    bits, drawn anew, at zero, for some steps; at the last of these the whole pattern is answered.
    Only the bits that are hidden count.

    Args:
        bits: Bits of a pattern.
        patterns: How many there are.
        rounds: How often each is shown.
        shown: For how many steps.
        between: Steps of zeros after it.
        asked: Steps of the one that is to be completed.
        **counts: As `Drawn` has them.
    """

    def __init__(
        self,
        bits: int,
        patterns: int,
        rounds: int,
        shown: int,
        between: int,
        asked: int,
        **counts: int,
    ) -> None:
        super().__init__(
            f"{patterns} patterns of {bits} bits, shown {rounds} times, then half of one", **counts
        )
        self.bits = bits
        self.patterns = patterns
        self.rounds = rounds
        self.shown = shown
        self.between = between
        self.asked = asked

    def tests(self) -> dict[str, dict[str, Any]]:
        return {f"{self.patterns} patterns": {}}

    def sample(self, count: int, rng: np.random.Generator, **bounds: Any) -> Sequences:
        """Inputs `(N, T, bits)`, patterns `(N, bits, 1)`, and 1 where one is hidden `(N, bits)`."""
        patterns = rng.choice(np.array([-1, 1], "float32"), (count, self.patterns, self.bits))
        order = np.tile(np.arange(self.patterns), (count, self.rounds, 1))
        order = rng.permuted(order, axis=2).reshape(count, -1)
        length = self.shown + self.between
        steps = np.zeros((count, order.shape[1], length, self.bits), "float32")
        steps[:, :, : self.shown] = patterns[np.arange(count)[:, None], order][:, :, None]
        target = patterns[np.arange(count), rng.integers(0, self.patterns, count)]
        hidden = np.tile(np.arange(self.bits) < self.bits // 2, (count, 1))
        hidden = rng.permuted(hidden, axis=1).astype("float32")
        half = np.repeat((target * (1 - hidden))[:, None], self.asked, axis=1)
        inputs = np.concatenate([steps.reshape(count, -1, self.bits), half], axis=1)
        return inputs, target[..., None], hidden
