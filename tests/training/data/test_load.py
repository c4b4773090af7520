import numpy as np
import pytest

from training.cli.errors import InputError
from training.data import load


@pytest.mark.parametrize("folder", ["", "nowhere"])
def test_nothing_there(tmp_path, arrays, folder):
    """Another data set's file is no reason to use it, nor are folders without pictures."""
    np.savez(tmp_path / "other.npz", **arrays)
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "read me").touch()
    message = r"no toy data in '.*': it needs toy.npz, or a .* folder toy/, or folders of images"
    with pytest.raises(InputError, match=message):
        load("toy", str(tmp_path / folder), 3)
