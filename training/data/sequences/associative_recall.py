"""Items of which the next is to be said."""

from typing import Any

import numpy as np

from training.data.sequences.drawn import Drawn
from training.data.sequences.drawn import drawn_between
from training.data.sequences.drawn import grown_to
from training.data.sequences.examples import Sequences
from training.data.sequences.placing import put


class AssociativeRecall(Drawn):
    """A list of items, one of them again, and then the item after it (Graves et al., 2014).

    An item is a flag and `item_length` steps of bits. After the last one comes the item that is
    asked for, never the last, between two flags of another kind; then nothing is given, and the
    item that followed it in the list is answered. Only answers count.

    Args:
        width: Bits of a step.
        item_length: Steps of an item.
        fewest: Items of the shortest lists of training.
        longest: Items of the longest ones; all lengths are equally likely.
        test_lengths: Numbers of items that are tested.
        **counts: As `Drawn` has them.
    """

    def __init__(
        self,
        width: int,
        item_length: int,
        fewest: int,
        longest: int,
        test_lengths: tuple[int, ...],
        **counts: int,
    ) -> None:
        super().__init__(
            f"the next of {fewest} to {longest} items of {item_length} x {width} bits", **counts
        )
        self.width = width
        self.item_length = item_length
        self.fewest = fewest
        self.longest = longest
        self.test_lengths = test_lengths
        self.given, self.answered = width + 2, width

    def bounds(self, grown: float) -> dict[str, Any]:
        return {"items": (self.fewest, grown_to(self.fewest, self.longest, grown))}

    def tests(self) -> dict[str, dict[str, Any]]:
        return {f"{items} items": {"items": (items, items)} for items in self.test_lengths}

    def sample(self, count: int, rng: np.random.Generator, **bounds: Any) -> Sequences:
        """Inputs `(N, T, width + 2)`, targets `(N, T, width)` and weights `(N, T)`."""
        items = drawn_between(bounds["items"], count, rng)
        longest, size = max(self.longest, bounds["items"][1]), self.item_length
        bits = rng.integers(0, 2, (count, longest, size, self.width)).astype("float32")
        asked = rng.integers(0, items - 1)
        every = np.arange(count)
        steps = longest * (size + 1) + 2 * size + 2
        inputs = np.zeros((count, steps, self.given), "float32")
        targets = np.zeros((count, steps, self.answered), "float32")
        weights = np.zeros((count, steps), "float32")
        whole = np.full(count, size)
        for item in range(longest):
            there = item < items
            begin = item * (size + 1)
            inputs[there, begin, -2] = 1
            put(inputs[..., : self.width], whole - size + begin + 1, bits[:, item], there * size)
        begins = items * (size + 1)
        inputs[every, begins, -1] = 1
        put(inputs[..., : self.width], begins + 1, bits[every, asked], whole)
        inputs[every, begins + size + 1, -1] = 1
        put(targets, begins + size + 2, bits[every, asked + 1], whole)
        put(weights, begins + size + 2, np.ones((1, size), "float32"), whole)
        return inputs, targets, weights
