import numpy as np

from training.data.sequences import Retrieval
from training.data.sequences.retrieval import in_letters

EXAMPLES = Retrieval(pairs=4, examples=500, watched=300, tested=200)


def test_the_digit_of_a_letter_is_asked_for():
    symbols, answers = EXAMPLES.watched()
    for row, answer in zip(symbols, answers, strict=True):
        text = in_letters(row)
        letters, digits = text[:8:2], text[1:8:2]
        assert len(set(letters)) == 4 and letters.isalpha() and digits.isdigit()
        assert text[8:10] == "??"
        assert digits[letters.index(text[10])] == str(answer)


def test_every_letter_digit_and_place_comes():
    symbols, answers = EXAMPLES.watched()
    assert set(symbols[:, :8:2].ravel()) == set(range(26))
    assert set(symbols[:, 1:8:2].ravel()) == set(range(26, 36))
    assert set(answers) == set(range(10))
    assert set((symbols[:, :8:2] == symbols[:, -1:]).argmax(axis=1)) == {0, 1, 2, 3}


def test_the_same_sequences_are_trained_on_in_every_epoch():
    rows = np.array([3, 499, 0])
    first, again = (EXAMPLES.draw(rows, None, epoch) for epoch in (0, 5))
    np.testing.assert_array_equal(first[0], again[0])
    np.testing.assert_array_equal(first[1], again[1])
    all_of_them, _ = EXAMPLES.draw(np.arange(500), None, 0)
    np.testing.assert_array_equal(all_of_them[rows], first[0])
