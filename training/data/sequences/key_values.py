"""Keys with a value each, which may be overwritten."""

from typing import Any

import numpy as np

from training.data.sequences.drawn import Drawn
from training.data.sequences.examples import Sequences


class KeyValues(Drawn):
    """Keys are written with a value each, and then one is asked for (Schlag et al., 2021).

    There are as many values as keys. Where `overwrite` says so, keys and values are drawn with
    replacement: a key then has the value that it was written with last. Otherwise neither comes
    twice. Each key that was written is equally likely to be asked for. Where a test has fewer
    writes than another, the first keys and values are -1: nothing.

    Args:
        num_keys: How many keys there are.
        writes: How many are written, at most.
        overwrite: Whether keys may come again.
        test_writes: Numbers of writes that are tested.
        fewest_writes: How many in a batch of training at least, of which twice as many are as
            likely as half; `None` for always the most.
        **counts: As `Drawn` has them.
    """

    def __init__(
        self,
        num_keys: int,
        writes: int,
        overwrite: bool,
        test_writes: tuple[int, ...],
        fewest_writes: int | None = None,
        **counts: int,
    ) -> None:
        again = "with repeats" if overwrite else "without repeats"
        least = "" if fewest_writes is None else f"{fewest_writes} to "
        super().__init__(f"{least}{writes} writes of {num_keys} keys and values, {again}", **counts)
        self.num_keys = num_keys
        self.writes = writes
        self.fewest = fewest_writes or writes
        self.overwrite = overwrite
        self.test_writes = test_writes
        self.steps = max(writes, *test_writes)

    def draw(self, rows: np.ndarray, rng: np.random.Generator, epoch: int) -> Sequences:
        writes = round(float(np.exp(rng.uniform(*np.log([self.fewest, self.writes])))))
        return self.sample(len(rows), rng, writes=writes)

    def bounds(self, grown: float) -> dict[str, Any]:
        return {"writes": self.writes}

    def tests(self) -> dict[str, dict[str, Any]]:
        return {f"{writes} writes": {"writes": writes} for writes in self.test_writes}

    def sample(self, count: int, rng: np.random.Generator, **bounds: Any) -> Sequences:
        """Integers by name, `keys` and `values` `(N, T)` and `asked` `(N,)`, and values `(N,)`."""
        writes = bounds["writes"]
        keys, values = (self._drawn(count, writes, rng) for _ in range(2))
        written = np.zeros((count, self.num_keys), bool)
        np.put_along_axis(written, keys, True, axis=1)
        asked = np.where(written, rng.random(written.shape), -1).argmax(axis=1)
        last = writes - 1 - np.argmax(keys[:, ::-1] == asked[:, None], axis=1)
        answer = values[np.arange(count), last]
        before = ((0, 0), (self.steps - writes, 0))
        keys, values = (np.pad(part, before, constant_values=-1) for part in (keys, values))
        given = {"keys": keys, "values": values, "asked": asked}
        return {name: part.astype("int32") for name, part in given.items()}, answer.astype("int32")

    def _drawn(self, count: int, writes: int, rng: np.random.Generator) -> np.ndarray:
        if self.overwrite:
            return rng.integers(0, self.num_keys, (count, writes))
        every = np.tile(np.arange(self.num_keys), (count, 1))
        return rng.permuted(every, axis=1)[:, :writes]
