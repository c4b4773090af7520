import hashlib

import numpy as np
import pytest

from training.cli.errors import InputError
from training.data import load


def test_round_trip(tmp_path, arrays):
    np.savez(tmp_path / "toy.npz", **arrays)
    dataset = load("toy", str(tmp_path), 3)
    digest = hashlib.sha256((tmp_path / "toy.npz").read_bytes()).hexdigest()
    assert dataset.source == f"{tmp_path / 'toy.npz'} (SHA-256 {digest[:16]})"
    for name, array in arrays.items():
        np.testing.assert_array_equal(getattr(dataset, name), array)


def test_labels_are_checked(tmp_path, arrays):
    np.savez(tmp_path / "toy.npz", **arrays)
    with pytest.raises(InputError, match=r"y_train of .*toy\.npz .*contains the label 2: with 2"):
        load("toy", str(tmp_path), 2)


def test_missing_arrays(tmp_path, arrays):
    del arrays["y_train"], arrays["x_test"]
    np.savez(tmp_path / "toy.npz", **arrays)
    with pytest.raises(InputError, match="has no y_train and no x_test: it needs the arrays"):
        load("toy", str(tmp_path), 3)


@pytest.mark.parametrize("keep", [0, 3, 100, 700, -10])
def test_truncated(tmp_path, arrays, keep):
    path = tmp_path / "toy.npz"
    np.savez_compressed(path, **arrays)
    path.write_bytes(path.read_bytes()[:keep])
    with pytest.raises(InputError, match=r"toy\.npz' cannot be read as an \.npz file"):
        load("toy", str(tmp_path), 3)


def test_damaged_inside(tmp_path, arrays):
    path = tmp_path / "toy.npz"
    np.savez_compressed(path, **arrays)
    content = bytearray(path.read_bytes())
    content[120:140] = bytes(20)
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"cannot be read as an \.npz file"):
        load("toy", str(tmp_path), 3)


def test_one_array_is_no_data_set(tmp_path, arrays):
    with open(tmp_path / "toy.npz", "wb") as file:
        np.save(file, arrays["x_train"])
    with pytest.raises(InputError, match=r"cannot be read as an \.npz file"):
        load("toy", str(tmp_path), 3)


def test_pickles_are_never_read(tmp_path, arrays):
    class Trap:
        def __reduce__(self):
            return (tmp_path.joinpath("sprung").touch, ())

    arrays["y_train"] = np.array([Trap()] * 9, dtype=object)
    np.savez(tmp_path / "toy.npz", **arrays)
    with pytest.raises(InputError, match=r"cannot be read as an \.npz file of plain arrays"):
        load("toy", str(tmp_path), 3)
    assert not (tmp_path / "sprung").exists()
