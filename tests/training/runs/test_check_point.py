"""Check-points and their sums, of a model so small that each takes milliseconds."""

import shutil
import subprocess
import zipfile
from pathlib import Path

import h5py
import keras
import numpy as np
import pytest
from check_points import rewrite_weights
from special_files import SPECIAL

from training.cli.errors import InputError
from training.runs import check_point


def make_model(units=3):
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(units)])
    model.compile(optimizer="adam", loss="mse")
    return model


@pytest.fixture
def model():
    return make_model()


@pytest.fixture
def file(model, tmp_path):
    """A check-point of the model."""
    file = tmp_path / "last.keras"
    check_point.save(model, file)
    return file


@pytest.fixture
def old(file):
    """A check-point of a run of an earlier version, without a sum."""
    sums(file).unlink()
    return file


def sums(file):
    return file.with_name("last.keras.sha256")


def refused(file, words, model=None):
    with pytest.raises(InputError, match=words) as refusal:
        check_point.load(model or make_model(), file)
    assert str(file) in str(refusal.value)
    assert "\n" not in str(refusal.value)


def kernels(model):
    return [np.array(weight) for weight in model.get_weights()]


def test_comes_back(model, file):
    other = make_model()
    check_point.load(other, file)
    for found, expected in zip(kernels(other), kernels(model), strict=True):
        np.testing.assert_array_equal(found, expected)


@pytest.mark.skipif(not shutil.which("sha256sum"), reason="there is no sha256sum")
def test_sum_is_of_the_usual_form(file):
    command = ["sha256sum", "--check", "--strict", sums(file).name]
    assert subprocess.run(command, cwd=file.parent, check=False).returncode == 0
    assert sorted(path.name for path in file.parent.iterdir()) == [file.name, sums(file).name]


def test_a_run_without_a_sum_is_read(model, old):
    check_point.load(model, old)
    check_point.save(model, old)
    assert sums(old).exists()


@pytest.mark.parametrize("with_a_sum", [True, False])
@pytest.mark.parametrize("place", [0.2, 0.5, 0.7, 0.9])
def test_flipped_bit(file, place, with_a_sum):
    """Wherever it is; only the weights count where the archive's sums are all there is."""
    if not with_a_sum:
        sums(file).unlink()
    content = bytearray(file.read_bytes())
    with zipfile.ZipFile(file) as archive:
        weights = archive.getinfo(check_point.WEIGHTS)
    start = weights.header_offset + 100
    content[start + int(place * (weights.file_size - 100))] ^= 16
    file.write_bytes(content)
    refused(file, "SHA-256 is not the one in" if with_a_sum else "cannot be read .*CRC")


@pytest.mark.parametrize("kept", [0, 1, 100, -1, -1000])
def test_cut(old, kept):
    old.write_bytes(old.read_bytes()[:kept])
    refused(old, "cannot be read")


@pytest.mark.parametrize("content", [b"", b"garbage" * 99, b"\x89HDF\r\n\x1a\n" + bytes(2000)])
def test_weights_are_garbage(old, content):
    rewrite_weights(old, content=content)
    refused(old, "cannot be read")


def test_weights_are_missing(old):
    with zipfile.ZipFile(old, "w") as archive:
        archive.writestr("config.json", "{}")
    refused(old, "cannot be read")


def test_bomb(old):
    with zipfile.ZipFile(old, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr(check_point.WEIGHTS, bytes(2**23))
    refused(old, "compressed")


def test_larger_than_the_model(old):
    """A file with holes takes no room."""
    with old.open("r+b") as opened:
        opened.truncate(2**33)
    refused(old, "takes 8,589,934,592 bytes, and a check-point of the run's model at most")


def test_array_that_is_larger_than_the_model(old):
    def grow(weights):
        # Nothing of it is stored.
        weights.create_dataset("huge", shape=(2**20, 2**11), dtype="f4", chunks=(2**10, 2**10))

    rewrite_weights(old, change=grow)
    refused(old, "bytes are in it, and at most")


def test_link_to_another_file(old, tmp_path):
    with h5py.File(tmp_path / "other.h5", "w") as other:
        other["0"] = np.zeros((4, 3), "float32")

    def link(weights):
        (group,) = (f"layers/{name}/vars" for name in weights["layers"] if name != "input_layer")
        del weights[group]["0"]
        weights[group]["0"] = h5py.ExternalLink("other.h5", "0")

    rewrite_weights(old, change=link)
    refused(old, "does not fit the model")


@pytest.mark.parametrize("number", [np.nan, np.inf])
def test_not_finite(model, file, number):
    kernel, bias = model.get_weights()
    kernel[1, 2] = number
    model.set_weights([kernel, bias])
    check_point.save(model, file)
    refused(file, "has NaN or infinity in .*kernel")


def test_another_models(file):
    refused(file, "does not fit the model", make_model(units=4))


@pytest.mark.parametrize("make", SPECIAL)
@pytest.mark.parametrize("name", ["last.keras", "last.keras.sha256"])
def test_no_regular_file(file, name, make):
    (file.parent / name).unlink()
    make(file.parent / name)
    refused(file, f"{name} is no regular file")


@pytest.mark.parametrize(
    "text", ["", "nonsense", f"{'0' * 64}  best.keras", f"{'0' * 63}  last.keras"]
)
def test_broken_sum(file, text):
    sums(file).write_text(text)
    refused(file, "holds no SHA-256 of last.keras")


class Killed(BaseException):
    pass


@pytest.mark.parametrize("moves", [0, 1, 2, 3])
@pytest.mark.parametrize("sums_before", [True, False])
def test_killed_between_two_moves(model, file, monkeypatch, moves, sums_before):
    """The check-point is the one before or the new one, and can be loaded and replaced."""
    if not sums_before:
        sums(file).unlink()
    before = kernels(model)
    after = [weight + 1 for weight in before]
    model.set_weights(after)
    replace, left = Path.replace, iter(range(moves))

    def replace_some(self, target):
        if next(left, None) is None:
            raise Killed
        return replace(self, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", replace_some)
        if moves < 3:
            with pytest.raises(Killed):
                check_point.save(model, file)
        else:
            check_point.save(model, file)
    there = make_model()
    check_point.load(there, file)
    expected = before if moves < 2 else after
    for found, one in zip(kernels(there), expected, strict=True):
        np.testing.assert_array_equal(found, one)
    check_point.save(there, file)
    assert len(sums(file).read_text().splitlines()) == 1
