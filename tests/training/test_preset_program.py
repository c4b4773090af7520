"""The program that makes a preset of a finished run."""

import json

import numpy as np
import pytest
from keras import ops

from stawm_keras.models import STAWMClassifier
from stawm_keras.presets import load_metadata
from training.runs.restore import restore


@pytest.fixture(scope="module")
def result(small_run):
    """What `evaluate` wrote of the run."""
    return json.loads((small_run / "result.json").read_text())


def weights(model):
    return [ops.convert_to_numpy(weight) for weight in model.weights]


def test_is_the_runs_model(small_run, result, run_program, tmp_path):
    target = tmp_path / "presets/bars"
    made = run_program("preset", small_run, target, "--result", small_run / "result.json")
    assert made.exit_code == 0, made.output
    assert f"Preset: {target}" in made.output
    loaded = STAWMClassifier.from_preset(target)
    for found, expected in zip(weights(loaded), weights(restore(small_run).model), strict=True):
        np.testing.assert_array_equal(found, expected)

    about = load_metadata(target)["about"]
    assert (about["recipe"], about["epochs"], about["checkpoint"]) == ("digits_demo", 3, "last")
    assert about["data"] == result["data"] and about["values"] == result["values"]
    assert about["trained"] == result["trained"]
    assert about["result"]["test_error"] == result["test_error"]
    assert loaded.class_names == ("links", "in der Mitte", "östlich")

    card = (target / "README.md").read_text()
    assert card.startswith("# `bars`\n")
    for part in (
        result["data"],
        f"`{result['in_words']}` on 20 test images; recall by class from ",
        "* 3 classes: `links`, `in der Mitte`, `östlich`.",
        'STAWMClassifier.from_preset("bars")',
        f"{loaded.count_params():,} parameters",
        "(12, 12, 1)",
        "as they were trained",
    ):
        assert part in card, part


def test_half_precision_and_no_scores(small_run, run_program, tmp_path):
    target = tmp_path / "half"
    options = ("--weights-dtype", "float16")
    for _ in range(2):  # The second takes the first one's place.
        made = run_program("preset", small_run, target, *options)
        assert made.exit_code == 0, made.output
    metadata = load_metadata(target)
    assert metadata["weights_dtype"] == "float16" and "result" not in metadata["about"]
    card = (target / "README.md").read_text()
    assert "it was not evaluated" in card and "rounded to float16" in card


@pytest.mark.parametrize(
    ("change", "match"),
    [
        (lambda result: result["metrics"].pop(), "is the result of another model"),
        (lambda result: result.update(checkpoint="best"), "is the result of another model"),
        (lambda result: result.pop("metrics"), "is no result"),
        (lambda result: result.pop("in_words"), "is no result"),
        (lambda result: result.update(test_recall=3), "is no result"),
        (lambda result: result.update(test_recall={"ant": "bee"}), "is no result"),
    ],
)
def test_result_of_something_else(small_run, result, run_program, tmp_path, change, match):
    changed = json.loads(json.dumps(result))
    change(changed)
    (tmp_path / "result.json").write_text(json.dumps(changed))
    made = run_program(
        "preset", small_run, tmp_path / "preset", "--result", tmp_path / "result.json"
    )
    assert made.exit_code == 1 and match in made.output
    assert not (tmp_path / "preset").exists()


@pytest.mark.usefixtures("finished")
def test_folder_that_holds_something_else(small_run, run_program, tmp_path):
    made = run_program("preset", small_run, tmp_path / "run")
    assert made.exit_code == 1
    assert "with no other files in it. Received: folder=" in made.output
    assert (tmp_path / "run/config.json").exists()


def test_no_run(run_program, tmp_path):
    made = run_program("preset", tmp_path, tmp_path / "preset")
    assert made.exit_code == 1 and "is not the folder of a run" in made.output
