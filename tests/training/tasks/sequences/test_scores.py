"""What tasks of sequences say of answers, held to answers whose scores are known."""

import numpy as np
import pytest

from training.data import sequences
from training.tasks import TASKS
from training.tasks.sequences.counting import of_strings

COUNTS = {"examples": 1, "watched": 1, "tested": 40}


class Answers:
    """A model that answers with what it is made of, in turn."""

    def __init__(self, *answers):
        self.answers = iter(answers)

    def predict(self, inputs, batch_size, verbose):
        return next(self.answers)


def test_bits():
    tested = sequences.RepeatCopying(4, 3, 2, (3,), (4,), **COUNTS).tested()
    (_, right, weights), (_, other, _) = tested.values()
    logits = 2 * right - 1
    logits[weights == 0] *= -1  # Nobody asked.
    wrong = 2 * other - 1
    wrong[:10, 5, :2] *= -1  # The first answer of the longest, in two of five bits.
    scores = TASKS["repeat_copy"].evaluate(Answers(logits, wrong), tested)["by_test"]
    assert list(scores) == ["3 steps 2 times", "3 steps 4 times"]
    assert list(scores.values()) == [
        {"wrong_bits": 0, "bit_error": 0, "wrong_sequences": 0},
        {"wrong_bits": 0.5, "bit_error": pytest.approx(100 * 0.5 / 65), "wrong_sequences": 25},
    ]


def test_strings():
    text = "aabbabaaabbbab"
    inputs = np.zeros((2, 16, 2), "float32")
    inputs[0, np.arange(14), ["ab".index(letter) for letter in text]] = 1
    inputs[1, np.arange(4), [0, 1, 0, 1]] = 1
    wrong = np.zeros((2, 16), bool)
    wrong[0, 3] = wrong[0, 10] = wrong[0, 11] = True
    lengths, right = of_strings(inputs, wrong)
    assert lengths.tolist() == [2, 1, 3, 1, 1, 1]
    assert right.tolist() == [False, True, False, True, True, True]


def test_counting():
    tested = sequences.Counting("a^n b^n c^n", 2, 4, (5,), **COUNTS).tested()
    ((inputs, right, weights),) = tested.values()
    answers = np.eye(3)[right]
    answers[weights == 0] = 0
    task = TASKS["count"]
    assert task.evaluate(Answers(answers), tested) == {
        "by_test": {"n up to 5": {"right_strings": 100, "all_right_to": 5}}
    }
    # One symbol of the second string of a sequence.
    row = next(row for row in range(40) if inputs[row, :3].argmax(-1).tolist() == [0, 1, 2])
    lengths, _ = of_strings(inputs[row : row + 1], np.zeros(weights[:1].shape, bool))
    last = int(inputs[row].sum()) - 1
    answers[row, last] = np.roll(answers[row, last], 1)
    scores = task.evaluate(Answers(answers), tested)["by_test"]["n up to 5"]
    assert scores == {"right_strings": 100 * 79 / 80, "all_right_to": lengths[1] - 1}


def test_retrieval():
    tested = sequences.Retrieval(4, **COUNTS).tested()
    ((_, digits),) = tested.values()
    told = np.eye(10)[(digits + (np.arange(40) < 6)) % 10]
    assert TASKS["retrieve"].evaluate(Answers(told), tested) == {"error": 15}


def test_key_values():
    tested = sequences.KeyValues(5, 9, True, (4, 9), **COUNTS).tested()
    (_, fewer), (_, more) = tested.values()
    close = 0.9 * np.eye(5)[fewer]
    other = np.eye(5)[(more + (np.arange(40) < 4)) % 5]
    scores = TASKS["associate"].evaluate(Answers(close, other), tested)["by_test"]
    assert scores["4 writes"] == {"half_squared_error": pytest.approx(0.005), "error": 0}
    assert scores["9 writes"] == {"half_squared_error": pytest.approx(0.1), "error": 10}


def test_completion():
    tested = sequences.Completion(10, 3, 2, 1, 1, 1, **COUNTS).tested()
    ((_, patterns, hidden),) = tested.values()
    told = 0.1 * patterns
    told[hidden == 0] *= -1  # What was shown does not count.
    told[:8, :, 0][hidden[:8] == 1] *= -1
    scores = TASKS["complete"].evaluate(Answers(told), tested)
    assert scores == {"wrong_bits": 1.0, "bit_error": pytest.approx(20), "hidden_bits": 5}
