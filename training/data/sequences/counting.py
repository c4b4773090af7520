"""Strings of formal languages, of which the next symbol is to be told."""

from collections.abc import Callable
from typing import Any

import numpy as np

from training.data.sequences.drawn import Drawn
from training.data.sequences.drawn import grown_to
from training.data.sequences.examples import Sequences

# How often a, b and so on come, one after the other, of n and m; and from which of them on
# everything is determined once its first symbol is there.
LANGUAGES: dict[str, tuple[Callable[[int, int], tuple[int, ...]], int]] = {
    "a^n b^n": (lambda n, m: (n, n), 1),
    "a^n b^n c^n": (lambda n, m: (n, n, n), 1),
    "a^n b^n c^n d^n": (lambda n, m: (n, n, n, n), 1),
    "a^n b^2n": (lambda n, m: (n, 2 * n), 1),
    "a^n b^m c^(n+m)": (lambda n, m: (n, m, n + m), 2),
}


class Counting(Drawn):
    """Strings of a formal language, one after the other (Joulin and Mikolov, 2015).

    After every symbol the next is to be told. From the first b on (in `a^n b^m c^(n+m)` the first
    c) the rest of a string is determined, and the a of the next one: that alone counts. n and m are
    any from 1 on, all equally likely. What follows the last string in a batch is empty.

    Args:
        language: One of `LANGUAGES`.
        strings: Strings of an example.
        longest: The largest n, and m, of training.
        test_longest: The largest that are tested.
        **counts: As `Drawn` has them.
    """

    def __init__(
        self,
        language: str,
        strings: int,
        longest: int,
        test_longest: tuple[int, ...],
        **counts: int,
    ) -> None:
        super().__init__(f"{strings} strings {language}, n up to {longest}", **counts)
        self.strings = strings
        self.longest = longest
        self.test_longest = test_longest
        self.repeats, self.free = LANGUAGES[language]
        self.symbols = len(self.repeats(1, 1))

    def bounds(self, grown: float) -> dict[str, Any]:
        return {"longest": grown_to(1, self.longest, grown)}

    def tests(self) -> dict[str, dict[str, Any]]:
        return {f"n up to {longest}": {"longest": longest} for longest in self.test_longest}

    def sample(self, count: int, rng: np.random.Generator, **bounds: Any) -> Sequences:
        """One-hot symbols `(N, T, S)`, the next ones, integers `(N, T)`, and weights `(N, T)`."""
        longest = max(self.longest, bounds["longest"])
        steps = self.strings * sum(self.repeats(longest, longest))
        inputs = np.zeros((count, steps, self.symbols), "float32")
        targets = np.zeros((count, steps), "int32")
        weights = np.zeros((count, steps), "float32")
        sizes = rng.integers(1, bounds["longest"], (count, self.strings, 2), endpoint=True)
        symbols = np.arange(self.symbols)
        for row in range(count):
            repeats = [self.repeats(n, m) for n, m in sizes[row].tolist()]
            string = np.concatenate([np.repeat(symbols, times) for times in repeats])
            end = len(string)
            inputs[row, :end] = np.eye(self.symbols)[string]
            targets[row, : end - 1] = string[1:]
            weights[row, :end] = string >= self.free
        return inputs, targets, weights
