"""What there is to compute on, on backends and hardware that are not here."""

import sys
import types

import keras
import pytest

from training.hardware import devices
from training.hardware import precision
from training.hardware.environment import environment


@pytest.fixture
def machine(monkeypatch):
    """Plays a backend and its devices; Keras can list those of two backends only."""

    def play(backend, names):
        monkeypatch.setattr(keras.backend, "backend", lambda: backend)
        gpus = [name for name in names if name.startswith("gpu")]
        cuda = types.SimpleNamespace(
            device_count=lambda: len(gpus), get_device_capability=lambda place: (9, 0)
        )
        monkeypatch.setitem(sys.modules, "torch", types.SimpleNamespace(cuda=cuda))
        if backend in ("tensorflow", "jax"):
            monkeypatch.setattr(keras.distribution, "list_devices", lambda: names)
        else:
            monkeypatch.delattr(keras.distribution, "list_devices")

    return play


@pytest.mark.tensorflow
@pytest.mark.parametrize("backend", ["tensorflow", "jax", "torch", "numpy"])
def test_a_cpu_is_no_accelerator(machine, backend):
    machine(backend, ["cpu:0", "cpu:1"])
    assert devices.accelerators() == devices.gpus() == []
    assert devices.compiles_faster() == (backend == "jax")
    assert environment()["hardware"].endswith(")")


@pytest.mark.tensorflow
@pytest.mark.parametrize("backend", ["tensorflow", "jax", "torch"])
def test_gpus(machine, backend):
    machine(backend, ["gpu:0", "gpu:1"])
    assert devices.accelerators() == devices.gpus() == ["gpu:0", "gpu:1"]
    assert devices.compiles_faster() == (backend != "torch")
    assert environment()["hardware"].endswith("), gpu:0, gpu:1")


@pytest.mark.tensorflow
def test_a_tpu_is_an_accelerator_and_no_gpu(machine):
    machine("jax", ["tpu:0"])
    assert (devices.accelerators(), devices.gpus()) == (["tpu:0"], [])


@pytest.mark.tensorflow
@pytest.mark.parametrize(
    ("backend", "capability", "flag", "expected"),
    [
        ("tensorflow", None, "avx512_bf16", "mixed_bfloat16"),
        ("tensorflow", None, "avx2", "float32"),
        ("jax", None, "avx512_bf16", "float32"),
        ("torch", None, "avx512_bf16", "float32"),
        ("torch", (9, 0), "avx2", "mixed_bfloat16"),
    ],
)
def test_precision(machine, monkeypatch, backend, capability, flag, expected):
    machine(backend, ["gpu:0"] if capability else ["cpu:0"])
    monkeypatch.setattr(precision.processor, "has", lambda *flags: flag in flags)
    assert precision.resolve("auto") == expected


def test_here():
    assert environment()["backend"] == keras.backend.backend()
    assert "CPU cores (" in environment()["hardware"]
