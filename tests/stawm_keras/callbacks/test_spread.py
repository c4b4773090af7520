import numpy as np
import pytest

from stawm_keras.callbacks.spread import spread


def test_over_the_classes_of_a_folder_that_is_sorted_by_class():
    labels = np.repeat(np.arange(10), 6)
    assert labels[spread(10, labels)].tolist() == list(range(10))
    assert labels[spread(4, labels)].tolist() == [0, 3, 6, 9]
    # Within a class from the first image to the last.
    assert spread(20, labels)[:4].tolist() == [0, 5, 6, 11]


def test_rare_classes_are_shown_too():
    labels = np.array([0] * 60 + [1, 1] + [2])
    found = spread(6, labels)
    assert np.bincount(labels[found]).tolist() == [3, 2, 1]
    assert len(set(found)) == 6


def test_over_all_images_where_there_are_no_classes():
    assert spread(5, np.zeros(41)).tolist() == [0, 10, 20, 30, 40]


@pytest.mark.parametrize("labels", [[], [3], [3, 1, 3]])
def test_all_of_few(labels):
    assert spread(4, np.array(labels)).tolist() == list(range(len(labels)))
