"""From a folder of pictures to answers that name their classes, as README says it."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import keras
import pytest
from asking import running
from own_pictures import BROKEN
from own_pictures import SOURCES
from own_pictures import break_pictures
from own_pictures import write_pictures

pytestmark = pytest.mark.slow

PROJECT = Path(__file__).parents[2]
CLASSES = sorted(SOURCES)
# A network that is small, for a test: README's commands have no values.
SMALL = {
    "image-size": 16,
    "crop-padding": 1,
    "context-cnn": ((8, 3, 2, 1), (16, 3, 2, 1)),
    "glimpse-cnn": ((8, 3, 2, 1), (16, 3, 2, 1)),
    "num-glimpses": 2,
    "glimpse-size": 12,
    "memory-units": 16,
    "lstm-units": 24,
    "learning-rate": 3e-3,
    "batch-size": 16,
    "epochs": 25,
    "precision": "float32",
    "board-every": 25,
}


@pytest.fixture(scope="module")
def pictures(tmp_path_factory):
    """A folder with four classes of pictures, two files of which are broken."""
    folder = tmp_path_factory.mktemp("own") / "pictures of mine"
    write_pictures(folder, 24)
    break_pictures(folder)
    return folder


@pytest.fixture(scope="module")
def run(pictures, run_program):
    """A run on that folder."""
    folder = pictures.parent / "mine"
    options = [part for name, value in SMALL.items() for part in (f"--{name}", value)]
    arguments = ("photos_64", "--data", pictures, "--run", folder, *options)
    refused = run_program("train", *arguments)
    assert refused.exit_code == 1
    assert "2 of 98 files cannot be read" in refused.output
    assert all(name in refused.output for name in BROKEN)
    result = run_program("train", *arguments, "--skip-broken")
    assert result.exit_code == 0, result.output
    assert f"class_names ({', '.join(CLASSES)})" in result.output
    return folder


@pytest.fixture(scope="module")
def preset(run, run_program):
    """The preset of that run."""
    assert run_program("evaluate", run).exit_code == 0
    folder = run.parent / "preset"
    result = run_program("preset", run, folder, "--result", run / "result.json")
    assert result.exit_code == 0, result.output
    return folder


def test_evaluation_names_classes(preset, run):
    written = json.loads((run / "result.json").read_text())
    assert written["test_error"] < 40, "of four classes"
    assert sorted(written["test_recall"]) == CLASSES
    table = (run / "result_confusion.csv").read_text()
    assert all(name in table for name in CLASSES)
    assert (run / "result_confusion.png").stat().st_size > 1000


def test_pictures_and_board(run, run_program):
    result = run_program("visualize", run)
    assert result.exit_code == 0, result.output
    assert list((run / "pictures").glob("*.png"))
    assert list((run / "tensorboard").rglob("events*"))


def test_preset_elsewhere(preset, pictures, run_program, tmp_path):
    shutil.copytree(preset, tmp_path / "elsewhere")
    known = json.loads((tmp_path / "elsewhere/metadata.json").read_text())
    assert known["id2label"] == {str(label): name for label, name in enumerate(CLASSES)}
    picture = next((pictures / "rocket").glob("*.webp"))
    result = run_program(
        "look", picture, "--preset", tmp_path / "elsewhere", "--out", tmp_path / "seen.png"
    )
    assert result.exit_code == 0, result.output
    assert any(f"{picture}: {name} (" in result.output for name in CLASSES)
    assert (tmp_path / "seen.png").stat().st_size > 1000


def test_served(run, pictures, run_program, tmp_path):
    if keras.backend.backend() != "tensorflow":
        pytest.skip("exports are written by TensorFlow")
    from training.serving import Limits
    from training.serving import ServedModel

    assert run_program("export", run, "--root", tmp_path).exit_code == 0
    folder = tmp_path / run.name / "1"
    assert (folder / "assets/labels.txt").read_text().splitlines() == CLASSES
    files = [next((pictures / name).glob("*.gif")) for name in CLASSES]
    with running(ServedModel(folder, 8), Limits(2**20, 60, 2**20)) as address:
        said = subprocess.run(
            [
                sys.executable,
                PROJECT / "examples/client/classify.py",
                f"{address}/v1/models/{run.name}",
                *files,
            ],
            capture_output=True,
            text=True,
            timeout=120,
        )
    lines = said.stdout.splitlines()
    assert len(lines) == len(files), said.stderr
    for file, line in zip(files, lines, strict=True):
        assert any(line.startswith(f"{file}: {name} (") for name in CLASSES)
