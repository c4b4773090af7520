"""Letters whose digit is to be said."""

import numpy as np

from training.data.sequences.examples import TEST_SEED
from training.data.sequences.examples import WATCH_SEED
from training.data.sequences.examples import Sequences

LETTERS, DIGITS = 26, 10
ASK = LETTERS + DIGITS
SYMBOLS = LETTERS + DIGITS + 1
# Of what is trained on. Other seeds are those of batches, of what is watched and of what is tested.
TRAIN_SEED = 0


class Retrieval:
    """Letters and a digit after each, and then a letter whose digit is answered (Ba et al., 2016).

    "c9k8j3f1??c" asks for 9. No letter comes twice. A symbol is an integer: a letter from 0 on, a
    digit from 26 on, and 36 for "?".

    Args:
        pairs: Letters of a sequence.
        examples: How many sequences are trained on, epoch after epoch.
        watched, tested: How many more are drawn of each.
    """

    def __init__(self, pairs: int, examples: int, watched: int, tested: int) -> None:
        self.source = f"{examples:,} sequences of {pairs} letters with a digit each, drawn once"
        self.pairs = pairs
        self.count = examples
        self.counts = (watched, tested)
        self._known = self.sample(examples, np.random.default_rng(TRAIN_SEED))

    def draw(self, rows: np.ndarray, rng: np.random.Generator, epoch: int) -> Sequences:
        symbols, digits = self._known
        return symbols[rows], digits[rows]

    def watched(self) -> Sequences:
        return self.sample(self.counts[0], np.random.default_rng(WATCH_SEED))

    def tested(self) -> dict[str, Sequences]:
        rng = np.random.default_rng(TEST_SEED)
        return {f"{self.pairs} pairs": self.sample(self.counts[1], rng)}

    def sample(self, count: int, rng: np.random.Generator) -> Sequences:
        """Symbols `(N, 2 pairs + 3)` and digits `(N,)`, both integers."""
        letters = rng.permuted(np.tile(np.arange(LETTERS), (count, 1)), axis=1)[:, : self.pairs]
        digits = rng.integers(0, DIGITS, (count, self.pairs))
        asked = rng.integers(0, self.pairs, count)
        symbols = np.full((count, 2 * self.pairs + 3), ASK)
        symbols[:, : 2 * self.pairs : 2] = letters
        symbols[:, 1 : 2 * self.pairs : 2] = LETTERS + digits
        every = np.arange(count)
        symbols[:, -1] = letters[every, asked]
        return symbols.astype("int32"), digits[every, asked].astype("int32")


def in_letters(symbols: np.ndarray) -> str:
    """A sequence as one reads it."""
    alphabet = "abcdefghijklmnopqrstuvwxyz0123456789?"
    return "".join(alphabet[symbol] for symbol in symbols)
