"""Sequences that are to be copied several times."""

from typing import Any

import numpy as np

from training.data.sequences.drawn import Drawn
from training.data.sequences.drawn import drawn_between
from training.data.sequences.drawn import grown_to
from training.data.sequences.examples import Sequences
from training.data.sequences.placing import put


class RepeatCopying(Drawn):
    """Bits at random, how often they are to be said, and then that is done (Graves et al., 2014).

    A sequence of n steps is a flag, n steps of bits, a number beside the bits, and r n + 1 steps
    in which nothing is given: the bits are answered r times, and then that this was all. The number
    is r less its mean in training, in its standard deviations there. Only answers count.

    Args:
        width: Bits of a step.
        longest: Steps of the longest sequences of training; all lengths are equally likely.
        most: How often the bits are said at most, likewise.
        test_lengths: Lengths that are tested, each with `most` repetitions.
        test_repeats: Numbers of repetitions that are tested, each with `longest` steps.
        **counts: As `Drawn` has them.
    """

    def __init__(
        self,
        width: int,
        longest: int,
        most: int,
        test_lengths: tuple[int, ...],
        test_repeats: tuple[int, ...],
        **counts: int,
    ) -> None:
        super().__init__(
            f"1 to {longest} steps of {width} bits to be said 1 to {most} times", **counts
        )
        self.width = width
        self.longest = longest
        self.most = most
        self.test_lengths = test_lengths
        self.test_repeats = test_repeats
        self.given, self.answered = width + 2, width + 1

    def bounds(self, grown: float) -> dict[str, Any]:
        return {
            "lengths": (1, grown_to(1, self.longest, grown)),
            "repeats": (1, grown_to(1, self.most, grown)),
        }

    def tests(self) -> dict[str, dict[str, Any]]:
        asked = [(length, self.most) for length in self.test_lengths]
        asked += [(self.longest, repeats) for repeats in self.test_repeats]
        return {
            f"{length} steps {repeats} times": {
                "lengths": (length, length),
                "repeats": (repeats, repeats),
            }
            for length, repeats in asked
        }

    def sample(self, count: int, rng: np.random.Generator, **bounds: Any) -> Sequences:
        """Inputs `(N, T, width + 2)`, targets `(N, T, width + 1)` and weights `(N, T)`."""
        lengths = drawn_between(bounds["lengths"], count, rng)
        repeats = drawn_between(bounds["repeats"], count, rng)
        # As long as any of training, so that nothing is compiled anew while sequences grow.
        longest = max(self.longest, bounds["lengths"][1])
        most = max(self.most, bounds["repeats"][1])
        steps = longest * (most + 1) + 3
        bits = rng.integers(0, 2, (count, longest, self.width)).astype("float32")
        inputs = np.zeros((count, steps, self.given), "float32")
        targets = np.zeros((count, steps, self.answered), "float32")
        inputs[:, 0, -2] = 1
        put(inputs[..., : self.width], np.ones_like(lengths), bits, lengths)
        inputs[np.arange(count), lengths + 1, -1] = self._scaled(repeats)
        for repeat in range(most):
            begins = 2 + lengths * (repeat + 1)
            put(targets[..., : self.width], begins, bits, np.where(repeat < repeats, lengths, 0))
        ends = 2 + lengths * (repeats + 1)
        targets[np.arange(count), ends, -1] = 1
        place = np.arange(steps)
        weights = (place >= 2 + lengths[:, None]) & (place <= ends[:, None])
        return inputs, targets, weights.astype("float32")

    def _scaled(self, repeats: np.ndarray) -> np.ndarray:
        all_of_training = np.arange(1, self.most + 1)
        return (repeats - all_of_training.mean()) / max(all_of_training.std(), 1e-9)
