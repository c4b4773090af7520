import hashlib
import io
import zipfile

import numpy as np
import pytest
from special_files import SPECIAL

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


@pytest.mark.parametrize("make", SPECIAL)
def test_no_regular_file(tmp_path, make):
    make(tmp_path / "toy.npz")
    with pytest.raises(InputError, match=r"toy\.npz is no regular file"):
        load("toy", str(tmp_path), 3)


def write_archive(path, arrays, name, content):
    """An .npz file in which one array is other bytes."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for other, array in arrays.items():
            stored = io.BytesIO()
            np.save(stored, array)
            archive.writestr(f"{other}.npy", content if other == name else stored.getvalue())


def test_bomb(tmp_path, arrays, monkeypatch):
    """It is refused by what it says, and not read."""
    header = io.BytesIO()
    np.lib.format.write_array_header_1_0(
        header, {"descr": "|u1", "fortran_order": False, "shape": (2**27, 1, 1)}
    )
    write_archive(tmp_path / "toy.npz", arrays, "x_train", header.getvalue() + bytes(2**27))
    monkeypatch.setattr(np.lib.format, "read_array", None)
    with pytest.raises(InputError, match=r"x_train\.npy is .* bytes that would become 134,217,8"):
        load("toy", str(tmp_path), 3)


@pytest.mark.parametrize("shape", [(2**40, 28, 28), (-1, 5, 4), (9, 5, 4, 2)])
def test_array_that_is_not_as_large_as_it_says(tmp_path, arrays, shape):
    stored = io.BytesIO()
    np.lib.format.write_array_header_1_0(
        stored, {"descr": "|u1", "fortran_order": False, "shape": shape}
    )
    content = stored.getvalue() + arrays["x_train"].tobytes()
    write_archive(tmp_path / "toy.npz", arrays, "x_train", content)
    with pytest.raises(InputError, match=r"x_train\.npy is not the bytes of an array of shape"):
        load("toy", str(tmp_path), 3)


def test_images_that_are_all_alike_may_be_compressed(tmp_path, arrays):
    arrays["x_train"] = np.zeros((9, 100, 100, 3), np.uint8)
    arrays["x_test"] = arrays["x_train"][:3]
    np.savez_compressed(tmp_path / "toy.npz", **arrays)
    assert load("toy", str(tmp_path), 3).x_train.shape == (9, 100, 100, 3)
