import re

import numpy as np
import pytest

from training.data.sequences import Counting
from training.data.sequences.counting import LANGUAGES

# What a string of each language is, and how much of it is free, of the counts of a, b and so on.
RULES = {
    "a^n b^n": lambda a, b: (a == b, a + 1),
    "a^n b^n c^n": lambda a, b, c: (a == b == c, a + 1),
    "a^n b^n c^n d^n": lambda a, b, c, d: (a == b == c == d, a + 1),
    "a^n b^2n": lambda a, b: (b == 2 * a, a + 1),
    "a^n b^m c^(n+m)": lambda a, b, c: (c == a + b, a + b + 1),
}


def test_every_language_has_a_rule():
    assert RULES.keys() == LANGUAGES.keys()


@pytest.mark.parametrize("language", RULES)
@pytest.mark.parametrize("test", ["training", "n up to 9"])
def test_strings_are_of_the_language_and_what_counts_is_determined(language, test):
    examples = Counting(language, 3, 5, (9,), examples=1, watched=60, tested=60)
    drawn = examples.watched() if test == "training" else examples.tested()[test]
    symbols = examples.symbols
    pattern = re.compile("".join(f"({symbol}+)" for symbol in "abcd"[:symbols]))
    sizes = set()
    for given, told, weights in zip(*drawn, strict=True):
        end = int(given.sum())
        assert set(given[:end].sum(axis=1)) == {1.0} and not given[end:].any()
        text = "".join("abcd"[symbol] for symbol in given[:end].argmax(axis=1))
        assert "".join("abcd"[symbol] for symbol in told[:end]) == text[1:] + "a"
        strings = list(pattern.finditer(text))
        assert "".join(string[0] for string in strings) == text and len(strings) == 3
        counts = np.zeros(len(weights))
        for string in strings:
            right, free = RULES[language](*map(len, string.groups()))
            assert right
            # The first symbol that is determined is told one step before it comes.
            counts[string.start() + free - 1 : string.end()] = 1
            sizes.add(len(string[1]))
        np.testing.assert_array_equal(weights, counts)
    assert sizes == set(range(1, 6 if test == "training" else 10))


def test_strings_grow():
    examples = Counting("a^n b^n", 2, 9, (9,), examples=1, watched=1, tested=1, growth=3)
    rng = np.random.default_rng(0)
    longest = [
        examples.draw(np.arange(100), rng, epoch)[0].sum(axis=(1, 2)).max() for epoch in (0, 1, 3)
    ]
    assert longest == [2 * 2 * 3, 2 * 2 * 5, 2 * 2 * 9]
