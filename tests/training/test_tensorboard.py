"""What a run's folder shows in TensorBoard."""

import json

import pytest
from events import hparams_of
from events import read_events

pytestmark = pytest.mark.slow


def test_metrics_are_those_of_the_folder(watched_run):
    found = read_events(watched_run, "training")
    lines = [json.loads(line) for line in (watched_run / "metrics.jsonl").read_text().splitlines()]
    rates = {"eta", "delta", "theta"}
    assert set(found.Tags()["scalars"]) == set(lines[0]) - {"epoch", *rates}
    for name in found.Tags()["scalars"]:
        assert [event.step for event in found.Scalars(name)] == [1, 2]
        shown = [event.value for event in found.Scalars(name)]
        assert shown == pytest.approx([line[name] for line in lines])
    looks = read_events(watched_run, "glimpses")
    for name in rates:
        shown = [event.value for event in looks.Scalars(f"memory/{name}")]
        assert shown == pytest.approx([line[name] for line in lines])


def test_values_are_hyperparameters(watched_run):
    found = read_events(watched_run, "training")
    values = hparams_of(found, "session_start_info").session_start_info.hparams
    config = json.loads((watched_run / "config.json").read_text())["values"]
    assert set(values) == {name for name, value in config.items() if value is not None}
    assert values["memory_units"].number_value == 8
    assert values["canvas"].string_value == "over"
    assert values["batch_norm"].bool_value is True
    assert values["context_cnn"].string_value == "[[4, 3, 2, 0]]"
    assert hparams_of(found, "session_end_info").HasField("session_end_info")
    # With it, TensorBoard would show of all runs only what this one has.
    assert "_hparams_/experiment" not in found.Tags()["tensors"]


def test_looks_at_images_spread_over_the_test_images(watched_run):
    images = read_events(watched_run, "glimpses").Images("pictures/glimpses")
    assert [image.step for image in images] == [1, 2]
    lines = (watched_run / "tensorboard/glimpses/latents/metadata.tsv").read_text().splitlines()
    assert len(lines) == 1 + 20 * 2  # Images, all of them, and glimpses.


def test_looks_so_many_times_by_default(train_small, tmp_path, monkeypatch):
    monkeypatch.setattr("training.runs.fitting.LOOKS", 1)
    assert train_small("run", epochs=2, **{"board-every": None}).exit_code == 0
    images = read_events(tmp_path / "run", "glimpses").Images("pictures/glimpses")
    assert [image.step for image in images] == [2]


def test_a_model_that_does_not_look_has_no_pictures(train_recipe, small_data, tmp_path):
    values = {"data": small_data, "dataset": "mnist", "image-shape": (12, 12, 1), "epochs": 1}
    values |= {"batch-size": 8, "convs": ((4, 4, 2, 1),), "board-every": 1}
    assert train_recipe("cifar10_beta_vae", tmp_path / "run", **values).exit_code == 0
    assert [path.name for path in (tmp_path / "run/tensorboard").iterdir()] == ["training"]
