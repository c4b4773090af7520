"""Tasks of sequences through the programs: trained, resumed, evaluated, and refused elsewhere."""

import json
import os
import signal

import pytest

from training.data.sequences import Copying

SMALL = {
    "examples": 32,
    "watched": 8,
    "tested": 4,
    "batch-size": 8,
    "epochs": 2,
    "width": 2,
    "longest": 2,
    "test-lengths": (2, 3),
    "memory-units": 4,
    "memory-slots": 4,
    "memory-width": 3,
}


def options(values):
    return [part for name, value in values.items() for part in (f"--{name}", value)]


@pytest.fixture(scope="module")
def run(run_program, tmp_path_factory):
    folder = tmp_path_factory.mktemp("sequences") / "copy_ntm"
    result = run_program("train", "copy_ntm", "--run", folder, *options(SMALL))
    assert result.exit_code == 0, result.output
    assert "copies of 1 to 2 steps of 2 bits, drawn: 32 training sequences an epoch" in (
        result.output
    )
    return folder


def test_is_evaluated(run, run_program):
    result = run_program("evaluate", run)
    assert result.exit_code == 0, result.output
    assert "8 test sequences." in result.output
    written = json.loads((run / "result.json").read_text())
    assert written["test_sequences"] == 8 and written["recipe"] == "copy_ntm"
    assert written["values"]["memory"] == "ntm" and len(written["metrics"]) == 2
    for name, length in (("length 2", 2), ("length 3", 3)):
        scores = written["test_by_test"][name]
        assert 0 <= scores["wrong_bits"] <= 2 * length
        assert scores["bit_error"] == pytest.approx(100 * scores["wrong_bits"] / (2 * length))
    assert "length 3: " in written["in_words"]
    assert (run / "checkpoints" / "best.keras").exists()


@pytest.mark.slow
def test_resumes_as_if_never_stopped(run, run_program, tmp_path, monkeypatch):
    draw = Copying.draw

    def stop_in_the_second_epoch(self, rows, rng, epoch):
        if epoch == 1:
            os.kill(os.getpid(), signal.SIGTERM)
        return draw(self, rows, rng, epoch)

    command = ("train", "copy_ntm", "--run", tmp_path / "run", *options(SMALL))
    monkeypatch.setattr(Copying, "draw", stop_in_the_second_epoch)
    stopped = run_program(*command)
    assert stopped.exit_code and "Stopped by SIGTERM in epoch 2" in stopped.output
    monkeypatch.undo()
    resumed = run_program(*command, "--resume")
    assert resumed.exit_code == 0, resumed.output
    whole, parts = (
        [json.loads(line) for line in (folder / "metrics.jsonl").read_text().splitlines()]
        for folder in (run, tmp_path / "run")
    )
    assert len(parts) == 2
    for line, same in zip(whole, parts, strict=True):
        assert same["loss"] == pytest.approx(line["loss"], rel=1e-5)


def test_where_the_heads_are_is_drawn(run, run_program):
    """By `training.visualize`, and for TensorBoard after every epoch."""
    result = run_program("visualize", run)
    assert result.exit_code == 0, result.output
    pictures = sorted(file.name for file in (run / "pictures").iterdir())
    assert pictures == ["addressing_length_2.png", "addressing_length_3.png"]
    (events,) = (run / "tensorboard" / "memory").iterdir()
    assert b"pictures/addressing" in events.read_bytes()


@pytest.mark.slow
def test_of_other_memories_there_are_no_pictures(run_program, tmp_path):
    given = {
        name: value for name, value in SMALL.items() if "-" not in name or "memory" not in name
    }
    given = options(given | {"epochs": 1, "memory": "lstm", "memory-units": 4})
    trained = run_program("train", "copy_ntm", "--run", tmp_path / "run", *given)
    assert trained.exit_code == 0, trained.output
    result = run_program("visualize", tmp_path / "run")
    assert result.exit_code == 1
    assert "copy_ntm has a memory of which there are no pictures" in result.output


@pytest.mark.parametrize("program", ["export", "preset", "look", "visualize"])
def test_what_is_for_images_refuses_it(run, run_program, program, tmp_path):
    given = {"preset": [run, tmp_path / "preset"], "look": ["--run", run, __file__]}
    given["visualize"] = [run, "--features"]
    result = run_program(program, *given.get(program, [run]))
    assert result.exit_code == 1
    assert "a run of copy_ntm, whose examples are sequences: name one of images." in result.output


def test_is_not_tuned(run_program):
    result = run_program("tune", "copy_ntm")
    assert result.exit_code == 1
    assert "copy_ntm is of sequences: name a recipe of images to tune." in result.output


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["--shortest", 11], "shortest must be at most 10, the longest"),
        (
            ["--memory", "mean", "--memory-slots", 3],
            "memory_slots must be left out of a memory that is mean",
        ),
        (["--memory-heads", 0], "--memory-heads must be greater than or equal to 1"),
        (["--test-lengths", "()"], "--test-lengths must have at least 1 item"),
    ],
)
def test_wrong_values_are_one_sentence(run_program, given, said, tmp_path):
    result = run_program("train", "copy_ntm", "--run", tmp_path / "run", *given)
    assert result.exit_code == 1 and result.output.count("\n") == 1
    assert said in result.output
