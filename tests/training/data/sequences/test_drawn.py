"""What all sequences that are drawn have in common."""

import numpy as np
import pytest

from training.data import sequences
from training.data.sequences.drawn import Drawn
from training.data.sequences.drawn import grown_to

COUNTS = {"examples": 40, "watched": 30, "tested": 30}
EVERY = {
    "copying": sequences.Copying(30, 1, 5, (5, 7), **COUNTS),
    "repeat copying": sequences.RepeatCopying(30, 5, 4, (7,), (6,), **COUNTS),
    "associative recall": sequences.AssociativeRecall(6, 3, 2, 6, (6, 9), **COUNTS),
    "priority sort": sequences.PrioritySort(8, 9, 5, **COUNTS),
    "retrieval": sequences.Retrieval(4, **COUNTS),
    "key values": sequences.KeyValues(30, 50, True, (20, 50), **COUNTS),
    "completion": sequences.Completion(30, 3, 2, 2, 1, 2, **COUNTS),
    "counting": sequences.Counting("a^n b^m c^(n+m)", 4, 40, (40, 60), **COUNTS),
}
every = pytest.mark.parametrize("examples", EVERY.values(), ids=EVERY.keys())


def parts(drawn):
    """All arrays of some examples."""
    for part in drawn:
        yield from part.values() if isinstance(part, dict) else [part]


def rows(drawn):
    """What each example is, as bytes."""
    arrays = list(parts(drawn[:1]))
    return {b"".join(array[row].tobytes() for array in arrays) for row in range(len(arrays[0]))}


def drawn(examples, count=30, seed=(0, 0, 1, 0), epoch=0):
    return examples.draw(np.arange(count), np.random.default_rng(list(seed)), epoch)


@every
def test_the_same_is_drawn_of_the_same_seed(examples):
    for one, other in zip(parts(drawn(examples)), parts(drawn(examples)), strict=True):
        np.testing.assert_array_equal(one, other)
    for one, other in zip(parts(examples.watched()), parts(examples.watched()), strict=True):
        np.testing.assert_array_equal(one, other)


@every
def test_as_many_are_drawn_as_are_asked_for(examples):
    assert {len(array) for array in parts(drawn(examples, 7))} == {7}
    assert {len(array) for array in parts(examples.watched())} == {30}
    for test in examples.tested().values():
        assert {len(array) for array in parts(test)} == {30}


@every
def test_nothing_is_watched_or_tested_that_is_trained_on(examples):
    """Each is so long that none comes twice by chance; of two tests that are alike neither does."""
    # Seeds of batches end in a place, from 1 on, and a part; a run's seed may be any.
    trained = [drawn(examples, 40, (seed, 0, 1, 0)) for seed in (0, 1, 2)]
    all_of_them = [examples.watched(), *examples.tested().values(), *trained]
    if examples is EVERY["retrieval"]:
        all_of_them = all_of_them[:3]  # Of whatever seed, what is trained on is the same.
    found = [rows(some) for some in all_of_them]
    assert len(set.union(*found)) == sum(len(some) for some in found)


@every
def test_training_keeps_its_shape_whatever_the_epoch(examples):
    first, later = drawn(examples), drawn(examples, seed=(0, 9, 1, 0), epoch=9)
    assert [array.shape for array in parts(first)] == [array.shape for array in parts(later)]


@pytest.mark.parametrize(
    ("growth", "lengths"), [(0, [10, 10, 10]), (1, [5, 10, 10]), (2, [4, 7, 10])]
)
def test_what_is_hard_grows_over_epochs(growth, lengths):
    class Lengths(Drawn):
        def bounds(self, grown):
            return {"length": grown_to(1, 10, grown)}

        def sample(self, count, rng, length):
            return length

    examples = Lengths("numbers", 1, 1, 1, growth=growth)
    assert [examples.draw(np.arange(3), None, epoch) for epoch in range(3)] == lengths
    assert examples.watched() == 10
