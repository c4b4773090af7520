"""Training on two logical devices of the CPU."""

import json
import os
import signal

import keras
import numpy as np
import pytest
from keras import ops

from training.data import Batches

pytestmark = [
    pytest.mark.slow,
    pytest.mark.tensorflow,
    pytest.mark.filterwarnings("ignore::UserWarning"),
]

TWO = ("--strategy", "mirrored", "--devices", 2)
STILL = {"dropout": 0, "query-dropout": 0, "clip-at": 0.1, "epochs": 2}


def metrics(folder):
    lines = [json.loads(line) for line in (folder / "metrics.jsonl").read_text().splitlines()]
    timings = ("seconds", "images_per_second")
    return [{k: v for k, v in line.items() if k not in timings} for line in lines]


def weights(folder):
    model = keras.saving.load_model(folder / "checkpoints/last.keras")
    return [ops.convert_to_numpy(v) for v in (*model.weights, *model.optimizer.variables)]


def assert_same(one, other, **tolerance):
    for mine, its in zip(metrics(one), metrics(other), strict=True):
        assert mine == pytest.approx(its, rel=1e-3)
    for mine, its in zip(weights(one), weights(other), strict=True):
        np.testing.assert_allclose(mine, its, **tolerance)


def test_learns_what_one_device_would(train_small, run_program, tmp_path):
    """Gradients are clipped, features normalised: both would tell if they were of half a batch."""
    for folder, options in (("one", ()), ("two", TWO)):
        result = train_small(folder, *options, **STILL)
        assert result.exit_code == 0, result.output
    devices = "2 mirrored devices (CPU:0, CPU:1)"
    assert devices in result.output
    assert json.loads((tmp_path / "two/config.json").read_text())["strategy"] == devices
    assert_same(tmp_path / "two", tmp_path / "one", rtol=1e-3, atol=1e-5)

    exported = run_program("export", tmp_path / "two", "--name", "two", "--root", tmp_path)
    assert exported.exit_code == 0, exported.output


def test_resumed_ends_where_it_would_have_ended(train_small, tmp_path, monkeypatch):
    """With dropout, and with pictures."""
    values = {"epochs": 2, "board-every": 1}
    assert train_small("whole", *TWO, **values).exit_code == 0
    get_batch = Batches.__getitem__

    def interrupt_in_the_second_epoch(self, index):
        if self.shuffle and self.epoch == 1 and index == 3:
            os.kill(os.getpid(), signal.SIGTERM)
        return get_batch(self, index)

    with monkeypatch.context() as patched:
        patched.setattr(Batches, "__getitem__", interrupt_in_the_second_epoch)
        assert "Stopped by SIGTERM" in train_small("parts", *TWO, **values).output
    resumed = train_small("parts", *TWO, "--resume", **values)
    assert "Resuming after epoch 1." in resumed.output
    assert_same(tmp_path / "parts", tmp_path / "whole", rtol=1e-4, atol=1e-6)


def test_batches_that_cannot_be_shared(train_small):
    result = train_small("run", *TWO, **{"batch-size": 7})
    assert result.exit_code == 1
    assert "A batch of 7 cannot be shared evenly by 2 devices" in result.output


def test_xla(train_small):
    result = train_small("run", *TWO, "--jit")
    assert result.exit_code == 1 and "XLA cannot compile" in result.output
