"""Sequences of bits: each held to its definition, an example at a time."""

import numpy as np
import pytest

from training.data.sequences import AssociativeRecall
from training.data.sequences import PrioritySort
from training.data.sequences import RepeatCopying
from training.data.sequences.placing import put

COUNTS = {"examples": 40, "watched": 30, "tested": 30}


def examples_of(drawn):
    """The steps of each example, up to the last that counts: `(given, answer or None)`."""
    for inputs, targets, weights in zip(*drawn, strict=True):
        end = np.flatnonzero(weights).max() + 1
        assert not inputs[end:].any() and not targets[end:].any()
        assert set(weights) <= {0.0, 1.0}
        assert not targets[weights == 0].any()
        answers = [
            target if weight else None for target, weight in zip(targets, weights, strict=True)
        ]
        yield list(zip(inputs[:end], answers[:end], strict=True))


def test_parts_are_put_where_they_belong():
    into = np.zeros((2, 6))
    put(into, np.array([0, 3]), np.array([[1, 2, 3], [4, 5, 6]]), np.array([2, 3]))
    assert into.tolist() == [[1, 2, 0, 0, 0, 0], [0, 0, 0, 4, 5, 6]]
    put(into, np.array([4, 0]), np.array([[7, 7, 7]]), np.array([2, 0]))
    assert into.tolist() == [[1, 2, 0, 0, 7, 7], [0, 0, 0, 4, 5, 6]]


def repeat_copying(width=4, longest=5, most=3):
    return RepeatCopying(width, longest, most, (7,), (6,), **COUNTS)


@pytest.mark.parametrize("test", ["training", "7 steps 3 times", "5 steps 6 times"])
def test_repeat_copying(test):
    width, examples = 4, repeat_copying()
    drawn = examples.watched() if test == "training" else examples.tested()[test]
    # 1, 2 or 3 times less 2, in standard deviations.
    scale = np.std([1, 2, 3])
    found = set()
    for steps in examples_of(drawn):
        (first, _), *rest = steps
        assert first.tolist() == [0] * width + [1, 0]
        length = next(n for n, (_, answer) in enumerate(rest) if answer is not None) - 1
        bits = [given[:width].tolist() for given, _ in rest[:length]]
        assert all(not given[width:].any() for given, _ in rest[:length])
        number = rest[length][0]
        assert not number[: width + 1].any()
        repeats = round(float(number[-1]) * scale + 2)
        answers = rest[length + 1 :]
        assert all(not given.any() for given, _ in answers)
        told = [answer.tolist() for _, answer in answers]
        assert told == [[*bit, 0] for bit in bits * repeats] + [[0] * width + [1]]
        found.add((length, repeats))
    if test == "training":
        assert {length for length, _ in found} == {1, 2, 3, 4, 5}
        assert {repeats for _, repeats in found} == {1, 2, 3}
    else:
        assert found == {(7, 3) if test.startswith("7") else (5, 6)}


@pytest.mark.parametrize("test", ["training", "4 items", "7 items"])
def test_associative_recall(test):
    width, size = 6, 2
    examples = AssociativeRecall(width, size, 2, 5, (4, 7), **COUNTS)
    drawn = examples.watched() if test == "training" else examples.tested()[test]
    found = set()
    for steps in examples_of(drawn):
        given = np.array([step for step, _ in steps])
        assert np.flatnonzero(given[:, -1]).tolist() == [
            len(steps) - 2 * size - 2,
            len(steps) - size - 1,
        ]
        queried = len(steps) - 2 * size - 2
        flags = np.flatnonzero(given[:, -2])
        count = len(flags)
        assert flags.tolist() == [item * (size + 1) for item in range(count)]
        assert queried == count * (size + 1)
        assert not given[flags, :width].any() and not given[queried, :-1].any()
        items = [given[flag + 1 : flag + 1 + size, :width].tolist() for flag in flags]
        query = given[queried + 1 : queried + 1 + size, :width].tolist()
        answer = [told.tolist() for _, told in steps[-size:]]
        assert (query, answer) in list(zip(items, items[1:], strict=False))
        assert not given[-size:].any()
        assert all(told is None for _, told in steps[:-size])
        found.add(count)
    assert found == ({2, 3, 4, 5} if test == "training" else {int(test[0])})


def test_priority_sort():
    inputs, targets, weights = PrioritySort(4, 9, 5, **COUNTS).watched()
    for given, told, weight in zip(inputs, targets, weights, strict=True):
        vectors, priorities = given[:9, :4], given[:9, 4]
        assert np.abs(priorities).max() <= 1 and len(set(priorities)) == 9
        best = sorted(range(9), key=lambda place: -priorities[place])[:5]
        assert told[10:].tolist() == vectors[best].tolist()
        assert given[9].tolist() == [0] * 5 + [1] and not given[10:].any()
        assert not given[:9, 5].any() and not told[:10].any()
        assert weight.tolist() == [0] * 10 + [1] * 5
