"""Two processes on this machine, which are the programs as a user starts them, on JAX."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import keras
import pytest

pytestmark = [
    pytest.mark.slow,
    # The programs choose theirs: once is enough.
    pytest.mark.skipif(keras.backend.backend() != "jax", reason="runs on JAX"),
]

ROOT = Path(__file__).parents[4]
PATIENCE = 240  # Seconds, for whatever is waited for.
SHARED = {"batch-size": 8, "clip-at": 0.1, "epochs": 2, "rotation": 0}
COUNT = 2


class Program:
    """A running `training.train`; it ends with the block that uses it."""

    def __init__(self, folder, data, *options, **values):
        given = [part for key, value in values.items() for part in (f"--{key}", str(value))]
        command = (sys.executable, "-m", "training.train", "digits_demo", "--data", data)
        self.log = folder.with_name(f"{folder.name}.{time.monotonic_ns()}.log")
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [*map(str, command), "--run", str(folder), *map(str, options), *given],
                cwd=ROOT,
                env={
                    **os.environ,
                    "KERAS_BACKEND": "jax",
                    "PYTHONPATH": str(ROOT / "tests/without_tensorflow"),
                },
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def __enter__(self):
        return self

    def __exit__(self, *raised):
        self.process.kill()
        self.process.wait()

    @property
    def output(self):
        return self.log.read_text()

    def wait(self):
        """Its exit status."""
        return self.process.wait(PATIENCE)

    def losses(self):
        """The losses that it showed, one for each epoch."""
        return [float(text) for text in re.findall(r"loss: ([\d.]+) - val_accuracy", self.output)]


@pytest.fixture
def values(small):
    return {**small, **SHARED}


@pytest.fixture
def pair(tmp_path, small_data, values):
    """Starts two processes of one run."""

    def start(folder, *options, **changed):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            coordinator = f"127.0.0.1:{free.getsockname()[1]}"
        shared = (*options, "--strategy", "data_parallel", "--coordinator", coordinator)
        return [
            Program(
                tmp_path / folder,
                small_data,
                *shared,
                *("--processes", COUNT, "--process", process),
                **{**values, **changed},
            )
            for process in range(COUNT)
        ]

    return start


def metrics(folder):
    file = folder / "metrics.jsonl"
    lines = [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []
    timings = ("seconds", "images_per_second")
    return [{k: v for k, v in line.items() if k not in timings} for line in lines]


def wait_for_epoch(folder, epoch):
    end = time.monotonic() + PATIENCE
    while len(metrics(folder)) < epoch:
        assert time.monotonic() < end
        time.sleep(0.1)


def test_two_processes_learn_what_one_does(pair, tmp_path, small_data, values):
    """With dropout: on JAX a batch's noise is the same, whoever draws it."""
    with Program(tmp_path / "alone", small_data, **values) as alone:
        assert alone.wait() == 0, alone.output
    one, other = pair("both")
    with one, other:
        assert (one.wait(), other.wait()) == (0, 0), one.output + other.output
    assert one.losses() == other.losses() and len(one.losses()) == SHARED["epochs"]
    for line, expected in zip(metrics(tmp_path / "both"), metrics(tmp_path / "alone"), strict=True):
        assert line == pytest.approx(expected, rel=1e-4)
    # Written once, by process 0.
    assert "After epoch 2" in one.output and "After epoch 2" not in other.output
    events = list((tmp_path / "both/tensorboard").rglob("events*"))
    assert len({event.parent for event in events}) == len(events)


@pytest.mark.parametrize("victim", [0, 1])
def test_when_one_is_killed_the_other_stops_and_both_go_on(pair, tmp_path, victim):
    epochs = 12
    folder = tmp_path / "run"
    programs = pair("run", epochs=epochs)
    with programs[0], programs[1]:
        wait_for_epoch(folder, 2)
        programs[victim].process.send_signal(signal.SIGKILL)
        survivor = programs[1 - victim]
        assert survivor.wait() not in (0, None), survivor.output
    # Process 0 coordinates: without it JAX ends the other, and may be first to say why.
    sentences = ("Another of the 2 processes ended", "another task died")
    assert any(sentence in survivor.output for sentence in sentences[: 2 - victim])
    assert "Traceback" not in survivor.output
    done = len(metrics(folder))
    assert done < epochs
    if victim == 0:
        return
    one, other = pair("run", "--resume", epochs=epochs)
    with one, other:
        assert (one.wait(), other.wait()) == (0, 0), one.output + other.output
    resumed = [
        re.findall(r"Resuming after epoch (\d+)", program.output) for program in (one, other)
    ]
    assert resumed[0] == resumed[1] and int(resumed[0][0]) in (done - 1, done)
    assert [line["epoch"] for line in metrics(folder)] == list(range(1, epochs + 1))
