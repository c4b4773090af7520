"""What `training.train` refuses to spread over devices."""

import keras
import pytest

from training.hardware import strategies

ON_JAX = keras.backend.backend() == "jax"
CLUSTER = {"coordinator": "127.0.0.1:7000", "processes": 2, "process": 0}


def refused(result, *words):
    assert result.exit_code not in (0, None), result.output
    assert "Traceback" not in result.output
    for word in words:
        assert word in result.output, result.output


def test_strategies_of_another_backend(train_small, tmp_path):
    name, need = ("mirrored", "TensorFlow") if ON_JAX else ("data_parallel", "JAX")
    result = train_small("run", "--strategy", name)
    refused(result, f"needs {need}", f"the backend is {keras.backend.backend()}", "KERAS_BACKEND")
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--devices", 2), "it needs --strategy mirrored"),
        (("--coordinator", "127.0.0.1:7000"), "they need --strategy data_parallel"),
        (("--processes", 2), "they need --strategy data_parallel"),
    ],
)
def test_options_without_their_strategy(train_small, options, words):
    refused(train_small("run", *options), words)


def test_launcher_variables_without_their_strategy(train_small, monkeypatch):
    monkeypatch.setenv("KERAS_DISTRIBUTION_NUM_PROCESSES", "2")
    refused(train_small("run"), "they need --strategy data_parallel")


@pytest.mark.skipif(not ON_JAX, reason="data_parallel is for JAX")
@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"process": None}, "need all of --coordinator, --processes and --process"),
        ({"coordinator": "127.0.0.1"}, "--coordinator is HOST:PORT"),
        ({"process": 2}, "--process is from 0 to 1, of 2 processes. Received: 2"),
    ],
)
def test_processes_that_cannot_meet(train_small, changed, words):
    cluster = {**CLUSTER, **changed}
    options = [
        part for key, value in cluster.items() if value is not None for part in (f"--{key}", value)
    ]
    refused(train_small("run", "--strategy", "data_parallel", *options), words)


def test_one_device_by_default():
    with strategies.start() as strategy:
        assert (strategy.replicas, strategy.processes, str(strategy)) == (1, 1, "one device")
