"""The programs on runs that are damaged: one sentence each, and nothing else."""

import json

import h5py
import numpy as np
import pytest
from alarm import in_time
from check_points import rewrite_weights
from special_files import pipe

PROGRAMS = {
    "evaluate": [],
    "export": ["--name", "bars", "--root", "exported"],
    "visualize": ["--count", 2],
    "preset": ["preset"],
}


@pytest.fixture(autouse=True)
def ends():
    """None of this may wait for ever."""
    with in_time():
        yield


@pytest.fixture
def run(finished, tmp_path, monkeypatch):
    """A copy of the small run, to be damaged, in the folder in which the programs run."""
    monkeypatch.chdir(tmp_path)
    return tmp_path / "run"


@pytest.fixture
def refused(run, run_program, finished, train_small, tmp_path):
    """Asserts that programs end in a sentence with these words, and write nothing."""

    def check(*words, programs=tuple(PROGRAMS), resume=True):
        before = {path.name for path in tmp_path.iterdir()}
        results = {name: run_program(name, run, *PROGRAMS[name]) for name in programs}
        if resume:
            results["train"] = train_small("run", "--resume", **finished)
        for name, result in results.items():
            assert result.exit_code == 1, (name, result.output)
            assert isinstance(result.exception, SystemExit), (name, result.exception)
            error = result.output.splitlines()[-1]
            assert error.startswith("Error: "), (name, result.output)
            assert all(word in error for word in words), (name, error)
        assert {path.name for path in tmp_path.iterdir()} == before
        assert not (run / "pictures").exists()

    return check


def drop(file, name):
    """Takes a name out of the last line of a file of metrics."""
    *lines, last = file.read_text().splitlines()
    line = json.loads(last)
    del line[name]
    file.write_text("\n".join([*lines, json.dumps(line)]))


@pytest.mark.parametrize(
    "damage",
    [
        lambda file: file.unlink(),
        lambda file: file.write_text(""),
        lambda file: file.write_bytes(file.read_bytes()[:-20]),
        lambda file: file.write_text("nonsense"),
        lambda file: drop(file, "error"),
        lambda file: drop(file, "epoch"),
    ],
    ids=["missing", "empty", "cut", "no JSON", "no error", "no epoch"],
)
def test_metrics(run, refused, damage):
    damage(run / "metrics.jsonl")
    refused(str(run / "metrics.jsonl"), "or train again.")


@pytest.mark.parametrize(
    "content",
    [
        "",
        "nonsense",
        "[" * 100_000,
        "[]",
        "3",
        "{}",
        '{"recipe": "digits_demo"}',
        '{"recipe": ["digits_demo"], "values": {}, "data": ""}',
        '{"recipe": "no_such", "values": {}, "data": ""}',
        '{"recipe": "digits_demo", "values": [], "data": ""}',
        '{"recipe": "digits_demo", "values": {"epochs": {}}, "data": ""}',
        '{"recipe": "digits_demo", "values": {"no_such": 1}, "data": ""}',
        '{"recipe": "digits_demo", "values": {}}',
    ],
)
def test_config(run, refused, content):
    (run / "config.json").write_text(content)
    refused(str(run / "config.json"), programs=["evaluate", "preset"], resume=False)


def test_config_when_resuming(run, refused):
    for content in ("[]", '{"recipe": "digits_demo", "values": []}'):
        (run / "config.json").write_text(content)
        refused(str(run / "config.json"), programs=[])


@pytest.mark.parametrize("name", ["config.json", "metrics.jsonl", "checkpoints/last.keras"])
def test_pipe(run, refused, name):
    (run / name).unlink()
    pipe(run / name)
    refused(f"{run / name} is no regular file", programs=["evaluate"])


def flip_a_bit(file):
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)


def test_check_point_with_a_flipped_bit(run, refused):
    last = run / "checkpoints/last.keras"
    flip_a_bit(last)
    refused(str(last), "use the run's other check-point, or train again.")


def test_weights_that_are_not_finite(run, refused):
    last = run / "checkpoints/last.keras"

    def spoil(name, item):
        if isinstance(item, h5py.Dataset) and item.dtype == "float32" and item.ndim > 1:
            item[0] = np.nan

    rewrite_weights(last, change=lambda weights: weights.visititems(spoil))
    last.with_name("last.keras.sha256").unlink()
    refused(f"{last} has NaN or infinity in", programs=["evaluate", "preset"], resume=False)
