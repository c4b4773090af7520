import json

import pytest
from special_files import SPECIAL

from training.cli.errors import InputError
from training.runs.folder import RunFolder

FIRST, SECOND = {"epoch": 1, "error": 9.5}, {"epoch": 2, "error": 8}


@pytest.fixture
def run(tmp_path):
    """A run with two epochs' metrics."""
    run = RunFolder(tmp_path)
    run.append_metrics(FIRST)
    run.append_metrics(SECOND)
    return run


def test_what_was_written(run):
    assert run.metrics("error") == [FIRST, SECOND]
    run.forget_metrics_after(1)
    assert run.metrics() == [FIRST]


def test_a_run_that_has_not_measured_yet(tmp_path):
    assert RunFolder(tmp_path).metrics("error") == []


def test_metrics_that_are_not_finite_are_metrics(run):
    run.append_metrics({"epoch": 3, "error": float("nan")})
    assert len(run.metrics("error")) == 3


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "missing or empty"),
        ("\n", "line 1 is not what epoch 1 measured"),
        (json.dumps(FIRST)[:-5], "line 1 is not what epoch 1 measured"),
        (f"{json.dumps(FIRST)}\nnonsense\n", "line 2 is not what epoch 2 measured"),
        ('[1, "error"]', "line 1 is not"),
        ("[" * 100_000, "line 1 is not"),
        ('{"epoch": 1}', "has no number error"),
        ('{"error": 1.5}', "has no number epoch"),
        ('{"epoch": "1", "error": null}', "has no number epoch and no error"),
        ('{"epoch": 2, "error": 1.5}', "line 1 is not what epoch 1 measured:"),
        ("\x00\xff", "line 1 is not"),
    ],
)
def test_broken(run, text, words):
    run.metrics_file.write_text(text)
    with pytest.raises(InputError, match=words) as refusal:
        run.trained_metrics("error")
    assert str(run.metrics_file) in str(refusal.value)


def test_no_text(run):
    run.metrics_file.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match=r"metrics\.jsonl is no text"):
        run.metrics("error")


def test_missing(run):
    run.metrics_file.unlink()
    with pytest.raises(InputError, match="missing or empty, and there is a check-point"):
        run.trained_metrics("error")


def test_no_regular_file(run):
    for make in SPECIAL:
        run.metrics_file.rmdir() if run.metrics_file.is_dir() else run.metrics_file.unlink()
        make(run.metrics_file)
        with pytest.raises(InputError, match=r"metrics\.jsonl is no regular file"):
            run.metrics("error")


def test_fewer_epochs_than_the_check_point_has_seen(run):
    with pytest.raises(InputError, match="ends with epoch 2, and the check-point is of epoch 3"):
        run.forget_metrics_after(3)
    assert len(run.metrics()) == 2
