import numpy as np
import pytest

from stawm_keras.ops import write_sequence


def test_retention_of_each_image():
    """One for each key of a batch would give shapes that fit, and wrong values."""
    keys = np.ones((4, 4, 2), "float32")
    with pytest.raises(ValueError, match="`retention` must be a scalar. Received: .*4"):
        write_sequence(keys, 0.4, 0.5, retention=np.full((4, 1), 0.8, "float32"))
