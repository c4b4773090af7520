"""Keras and its backend, imported without a word."""

import os
import subprocess
import sys

import pytest
from processes import environment

from training.cli.errors import InputError
from training.hardware.backend import held_back
from training.hardware.backend import import_backend

START_UP = [
    "WARNING: All log messages before absl::InitializeLog() is called are written to STDERR",
    "I0000 00:00:1795750626.353401    8305 port.cc:153] oneDNN custom operations are on.",
    "2026-01-02 03:04:05.678901: I tensorflow/core/util/port.cc:153] oneDNN ...",
    "E0000 00:00:1.2 3 cuda_fft.cc:467] Unable to register cuFFT factory: ...",
]
ERRORS = [
    "F0000 00:00:1.2 3 cpu_feature_guard.cc] was compiled to use AVX instructions",
    "E0000 00:00:1.2 3 cuda.cc] failed call to cuInit: no CUDA-capable device",
    "Traceback (most recent call last):",
]


def test_start_up_is_held_back_and_errors_are_not(capfd):
    with held_back():
        for line in [*START_UP, *ERRORS]:
            os.write(2, f"{line}\n".encode())
        assert capfd.readouterr().err == ""
    os.write(2, b"afterwards\n")
    assert capfd.readouterr().err.splitlines() == [*ERRORS, "afterwards"]


def test_what_was_said_before_an_exception_is_shown(capfd):
    with pytest.raises(KeyError), held_back():
        os.write(2, b"why\n")
        raise KeyError
    assert capfd.readouterr().err == "why\n"


@pytest.mark.parametrize(
    "error", [ValueError("Unable to import backend : x"), ModuleNotFoundError("No module named x")]
)
def test_backend_that_is_not_there(monkeypatch, error):
    class Broken:
        def find_spec(self, name, path=None, target=None):
            if name == "keras":
                raise error

    monkeypatch.delitem(sys.modules, "keras")
    monkeypatch.setattr(sys, "meta_path", [Broken()])
    monkeypatch.setenv("KERAS_BACKEND", "x")
    with pytest.raises(InputError, match=f"cannot use the backend 'x' .{error}.: set KERAS_BACK"):
        import_backend()


@pytest.mark.slow
@pytest.mark.tensorflow
def test_tensorflow_starts_without_a_word():
    program = "from training.hardware.backend import import_backend; import_backend()"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, env=environment()
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
