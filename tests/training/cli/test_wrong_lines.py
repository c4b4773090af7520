"""Command lines that are wrong: one sentence, at once, and nothing is written."""

import json
import re
import resource
import subprocess
import sys

import pytest
from processes import environment

# Options of `digits_demo`, and the sentence that refuses them.
OPTIONS = [
    (("--seed", -1), "--seed must be greater than or equal to 0. Received: -1."),
    (("--seed", 99999999999999999999), "--seed must be less than 4294967296"),
    (("--rotation", "nan"), "--rotation must be a valid number. Received: 'nan'."),
    (("--rotation", "inf"), "--rotation must be a valid number. Received: 'inf'."),
    (("--rotation", "1e999"), "--rotation must be a finite number. Received: inf."),
    (("--crop-padding", -1), "--crop-padding must be greater than or equal to 0"),
    (("--crop-padding", 1000000), "--crop-padding must be less than or equal to 256"),
    (("--mean", "()"), "mean must have one number, or one for each of the 1 channels"),
    (("--mean", "(0.1,0.2)"), "mean must have one number, or one for each of the 1 channels"),
    (("--tenths", "('a',)"), "--tenths[0] must be a valid integer. Received: 'a'."),
    (("--tenths", "7"), "--tenths must be a valid tuple. Received: 7."),
    (("--context-cnn", "(('a',3,2,0),)"), "--context-cnn[0][0] must be a valid integer"),
    (("--context-cnn", "((16,3,0,0),)"), "--context-cnn[0][2] must be greater than or equal to 1"),
    (("--context-cnn", "(16,3,2,0)"), "--context-cnn[0] must be a valid tuple. Received: 16."),
    (("--context-cnn", "((1,2),)"), "--context-cnn[0][2] is missing. Received: (1, 2)."),
    (("--context-cnn", 5000 * "("), "--context-cnn must be a valid tuple"),
    (("--glimpse-size", 1000000), "--glimpse-size must be less than or equal to 1024"),
    (("--memory-units", 0), "--memory-units must be greater than or equal to 1"),
    (("--memory-units", 1000000000), "--memory-units must be less than or equal to 16384"),
    (("--lstm-units", 0), "--lstm-units must be greater than or equal to 1"),
    (("--decay", "inf"), "--decay must be a valid number"),
    (("--clip-at", "1e999"), "--clip-at must be a finite number"),
    (("--learning-rate", "inf"), "--learning-rate must be a valid number"),
    (("--epochs", "2.5"), "--epochs must be a valid integer. Received: 2.5."),
    (("--eta", 0.1), "stable for eta > delta"),
    (("--glimpse-size", 3), "leaves nothing of the image"),
    (("--data", ""), "--data must have at least 1 character"),
]
# What Click itself refuses, with how to ask for help.
USAGES = [
    (("--precision", "float16"), "'float16' is not one of"),
    (("--run", ""), "it is empty: name a file or a folder."),
    (("--learning-rat", 1), "No such option"),
]


@pytest.fixture
def elsewhere(tmp_path, monkeypatch):
    """An empty folder, in which the program runs."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def refused(result, words):
    assert result.exit_code not in (0, None), result.output
    assert isinstance(result.exception, SystemExit), repr(result.exception)
    assert words in result.output


@pytest.mark.tensorflow
@pytest.mark.parametrize("program", ["train", "tune"])
@pytest.mark.parametrize(("options", "words"), OPTIONS)
def test_values_of_a_recipe(run_program, elsewhere, monkeypatch, program, options, words):
    for module in ("keras", "tensorflow"):
        monkeypatch.setitem(sys.modules, module, None)  # Importing it would raise.
    result = run_program(program, "digits_demo", *options)
    refused(result, words)
    assert re.fullmatch(r"Error: .*\.\n", result.output), "one sentence"
    assert list(elsewhere.iterdir()) == []


@pytest.mark.tensorflow
@pytest.mark.parametrize(("options", "words"), USAGES)
def test_options_that_are_none(run_program, elsewhere, options, words):
    refused(run_program("train", "digits_demo", *options), words)
    assert list(elsewhere.iterdir()) == []


@pytest.mark.tensorflow
@pytest.mark.parametrize("program", ["train", "tune"])
def test_options_of_a_recipe_in_a_file(run_program, elsewhere, program):
    file = elsewhere / "recipe.json"
    file.write_text(json.dumps({"recipe": "digits_demo", "values": {"seed": 7}}))
    refused(run_program(program, file, "--seed", -1), "--seed must be greater than or equal to 0")
    assert list(elsewhere.iterdir()) == [file]


@pytest.mark.tensorflow
@pytest.mark.parametrize(
    ("program", "arguments"),
    [
        ("evaluate", ("",)),
        ("evaluate", ("run", "--out", "")),
        ("export", ("run", "--name", "it", "--root", "")),
        ("preset", ("run", "")),
        ("preset", ("run", "preset", "--result", "")),
        ("visualize", ("",)),
        ("demo", ("--run", "")),
        ("tune", ("digits_demo", "--run", "")),
        ("serve", ("it", "--root", "")),
    ],
)
def test_empty_paths(run_program, elsewhere, program, arguments):
    """They would be the folder one stands in."""
    refused(run_program(program, *arguments), "it is empty: name a file or a folder.")
    assert list(elsewhere.iterdir()) == []


@pytest.mark.tensorflow
@pytest.mark.parametrize("option", ["--timeout", "--poll"])
@pytest.mark.parametrize(
    ("seconds", "words"),
    [("nan", "nan is no number of seconds."), ("inf", "inf is not in the range 0<x<=86400.0.")],
)
def test_time_that_does_not_end(run_program, elsewhere, option, seconds, words):
    refused(run_program("serve", "it", option, seconds), words)


@pytest.mark.tensorflow
def test_last_seed_of_a_search(run_program, elsewhere):
    options = ("--seed", 2**32 - 2, "--executions-per-trial", 3)
    result = run_program("tune", "digits_demo", *options)
    refused(result, "--seed must be less than 4294967296. Received: 4294967296.")
    assert list(elsewhere.iterdir()) == []


@pytest.mark.tensorflow
def test_help_of_a_search_is_about_the_search(run_program):
    said = run_program("tune", "digits_demo", "--help").output
    assert "python -m training.tune digits_demo" in said and "times --trials" in said
    assert "at most 3 minutes" not in said, "that is what training costs"


def run(*arguments, **variables):
    """What a process of its own says."""
    done = subprocess.run(
        [sys.executable, *arguments], capture_output=True, text=True, env=environment(**variables)
    )
    assert done.returncode == 1
    return done.stderr


@pytest.mark.tensorflow
def test_takes_less_than_two_seconds():
    """Without Keras, which alone takes longer; of a processor's time, whatever else it does."""
    program = "import sys; sys.modules['keras'] = None; from training.train import main; main()"
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    said = run("-c", program, "digits_demo", "--seed", "-1")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert said == "Error: --seed must be greater than or equal to 0. Received: -1.\n"
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 2


@pytest.mark.tensorflow
@pytest.mark.parametrize("backend", ["nonsense", "mxnet"])
def test_backend_that_is_not_there(elsewhere, backend):
    said = run("-m", "training.train", "digits_demo", KERAS_BACKEND=backend)
    assert said.startswith(f"Error: Keras cannot use the backend '{backend}' (")
    assert len(said.splitlines()) == 1 and "set KERAS_BACKEND to one that is installed" in said
    assert list(elsewhere.iterdir()) == []
