import numpy as np
import pytest


@pytest.fixture
def arrays():
    """What a small data set of three classes is made of."""
    rng = np.random.default_rng(0)
    return {
        "x_train": rng.integers(0, 256, (9, 5, 4, 3), dtype=np.uint8),
        "y_train": np.arange(9) % 3,
        "x_test": rng.integers(0, 256, (3, 5, 4, 3), dtype=np.uint8),
        "y_test": np.arange(3),
    }
