"""Copies of bits, and the batches that they come in."""

import numpy as np
import pytest

from training.data.sequences import Copying
from training.data.sequences import DrawnBatches


@pytest.fixture
def copies():
    return Copying(3, shortest=2, longest=4, test_lengths=(4, 6), examples=10, watched=50, tested=5)


def test_what_is_given_is_asked_for_again(copies):
    inputs, targets, weights = copies.watched()
    assert inputs.shape == (50, 10, 5) and targets.shape == (50, 10, 3)
    lengths = set()
    for given, answer, counts in zip(inputs, targets, weights, strict=True):
        length = int(counts.sum())
        lengths.add(length)
        expected = np.zeros(10)
        expected[length + 2 : 2 * length + 2] = 1
        np.testing.assert_array_equal(counts, expected)
        assert given[0].tolist() == [0, 0, 0, 1, 0] and given[length + 1].tolist() == [0] * 4 + [1]
        np.testing.assert_array_equal(given[1 : length + 1, :3], answer[counts == 1])
        assert given.sum() == given[1 : length + 1, :3].sum() + 2
        assert answer[counts == 0].sum() == 0
    assert lengths == {2, 3, 4}


def test_of_every_length_that_is_tested(copies):
    tested = copies.tested()
    assert list(tested) == ["length 4", "length 6"]
    assert [weights.sum(axis=1).tolist() for *_, weights in tested.values()] == [[4] * 5, [6] * 5]
    for again, once in zip(copies.tested().values(), tested.values(), strict=True):
        np.testing.assert_array_equal(again[0], once[0])


def test_batches_depend_on_seed_epoch_and_place_alone(copies):
    def drawn(seed, epoch, index, **part):
        batches = DrawnBatches(copies, 4, seed, **part)
        batches.epoch = epoch
        return batches[index][0]

    first = drawn(0, 0, 0)
    np.testing.assert_array_equal(first, drawn(0, 0, 0))
    for other in (drawn(1, 0, 0), drawn(0, 1, 0), drawn(0, 0, 1)):
        assert np.any(first != other)
    assert drawn(0, 0, 0, part=1, parts=2).shape[0] == 2
    batches = DrawnBatches(copies, 4)
    assert len(batches) == 2 and len(DrawnBatches(copies, 16)) == 1
    with pytest.raises(IndexError, match="there are 2"):
        batches[2]


def test_rows_are_an_epochs_permutation(copies):
    class Rows(Copying):
        def draw(self, rows, rng, epoch):
            return (rows,)

    rows = Rows(3, 2, 4, (4,), examples=10, watched=1, tested=1)
    batches = DrawnBatches(rows, 5, seed=3)
    served = np.concatenate([batches[0][0], batches[1][0]])
    assert sorted(served.tolist()) == list(range(10)) and served.tolist() != list(range(10))
