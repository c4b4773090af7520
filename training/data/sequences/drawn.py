"""What sources of sequences share that are drawn, and not read."""

from typing import Any
from zlib import crc32

import numpy as np

from training.data.sequences.examples import TEST_SEED
from training.data.sequences.examples import WATCH_SEED
from training.data.sequences.examples import Sequences


class Drawn:
    """Sequences that are drawn anew for every batch.

    Args:
        source: What is drawn, in words.
        examples, watched, tested: How many are drawn of each.
        growth: Epochs over which what is hard becomes as hard as it is to be; 0 for none.
    """

    def __init__(
        self, source: str, examples: int, watched: int, tested: int, growth: int = 0
    ) -> None:
        self.source = f"{source}, drawn"
        self.count = examples
        self.counts = (watched, tested)
        self.growth = growth

    def sample(self, count: int, rng: np.random.Generator, **bounds: Any) -> Sequences:
        """So many examples, within some bounds."""
        raise NotImplementedError

    def bounds(self, grown: float) -> dict[str, Any]:
        """The bounds of training, when a part in (0, 1] of the growth is done."""
        return {}

    def tests(self) -> dict[str, dict[str, Any]]:
        """The bounds of every test, by its name."""
        raise NotImplementedError

    def draw(self, rows: np.ndarray, rng: np.random.Generator, epoch: int) -> Sequences:
        grown = min(1.0, (epoch + 1) / (self.growth + 1))
        return self.sample(len(rows), rng, **self.bounds(grown))

    def watched(self) -> Sequences:
        return self.sample(self.counts[0], np.random.default_rng(WATCH_SEED), **self.bounds(1.0))

    def tested(self) -> dict[str, Sequences]:
        def rng(name: str) -> np.random.Generator:  # Whatever other tests there are.
            return np.random.default_rng([TEST_SEED, crc32(name.encode())])

        return {
            name: self.sample(self.counts[1], rng(name), **bounds)
            for name, bounds in self.tests().items()
        }


def grown_to(least: int, most: int, grown: float) -> int:
    """What stands between the least and the most when a part of the growth is done."""
    return least + round(grown * (most - least))


def drawn_between(bounds: tuple[int, int], count: int, rng: np.random.Generator) -> np.ndarray:
    """So many integers from the first bound to the last one, all equally likely."""
    least, most = bounds
    return rng.integers(least, most, count, endpoint=True)
