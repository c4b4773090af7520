"""Scenes as recipes ask for them."""

import numpy as np
import pytest

from training import recipes
from training.cli.errors import InputError
from training.cli.recipe_options import overridden
from training.runs.composition import KINDS
from training.runs.loading import completed
from training.runs.loading import load_data
from training.tasks.classification import Classification

RECIPE = recipes.find("mnist_translated_60")[0].changed(dataset="pets")
OPEN = {"scene_size": None, "distractors": None}


@pytest.fixture
def folder(tmp_path):
    """Digits of 28 x 28 of four classes, 0 to 3."""
    rng = np.random.default_rng(0)

    def split(count):
        return rng.integers(1, 256, (count, 28, 28), dtype=np.uint8), np.arange(count) % 4

    (x, y), (x_test, y_test) = split(12), split(8)
    np.savez(tmp_path / "pets.npz", x_train=x, y_train=y, x_test=x_test, y_test=y_test)
    return str(tmp_path)


def loaded(folder, **values):
    recipe = overridden(RECIPE, {"data": folder} | values)
    dataset = load_data(recipe)
    return completed(recipe, dataset), dataset


@pytest.mark.parametrize(
    ("kind", "side", "distractors", "classes"),
    [
        ("translated", 60, 0, 4),
        ("cluttered", 60, 4, 4),
        ("rotated", 28, 0, 4),
        ("rts", 42, 0, 4),
        ("sum", 100, 0, 7),
    ],
)
def test_what_is_left_open_is_as_published(folder, kind, side, distractors, classes):
    recipe, dataset = loaded(folder, scene=kind, **OPEN)
    values = recipe.flat()
    assert values["image_shape"] == dataset.x_test.shape[1:] == (side, side, 1)
    assert (values["scene_size"], values["distractors"]) == (side, distractors)
    assert (values["piece_size"], values["num_classes"]) == (8, classes)
    assert dataset.source.endswith(f"in scenes ({kind}, {side} x {side})")
    np.testing.assert_allclose(values["mean"], dataset.x_train[:].mean() / 255, atol=1e-4)
    again, _ = loaded(folder, **{**values, "data": folder})
    assert again == recipe, "a run is evaluated with what it recorded"


def test_size_and_distractors(folder):
    recipe, dataset = loaded(folder, scene="cluttered", scene_size=100, distractors=8, piece_size=9)
    assert recipe.images.image_shape == (100, 100, 1)
    composer = dataset.x_train.composer
    assert (composer.side, composer.distractors, composer.piece) == (100, 8, 9)


def test_test_scenes_are_the_same_for_every_run(folder):
    (_, one), (_, other) = loaded(folder, seed=0), loaded(folder, seed=1)
    np.testing.assert_array_equal(one.x_test[:], other.x_test[:])
    np.testing.assert_array_equal(one.x_test.boxes, other.x_test.boxes)


def test_sums_name_their_classes(folder):
    recipe, dataset = loaded(folder, scene="sum", scene_size=60)
    assert recipe.images.class_names == tuple("0123456")
    assert dataset.y_train.max() <= 6 and dataset.y_train.shape == (12,)


def test_sequences_have_a_label_a_digit(folder):
    recipe = recipes.find("mnist_draw_6")[0].changed(
        dataset="pets", data=folder, scene="sequence", image_shape=None
    )
    dataset = load_data(recipe)
    assert dataset.y_test.shape == (8, 3)
    assert completed(recipe, dataset).images.image_shape == (100, 100, 1)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"distractors": -1}, "--distractors must be greater than or equal to 0. Received: -1."),
        ({"scene": "pile"}, "--scene must be .*'rts'.* Received: 'pile'"),
        ({"scene": "sequence"}, "one label for a model that answers with one: .*'sequence'."),
        ({"scene": None}, "scene_size needs a scene, and none is named. Received: 60."),
        ({"scene_size": 27}, "A scene of 27 pixels is smaller than its objects, 1 of 28 x 28"),
        ({"scene": "sum", "num_classes": 4}, "are 7 classes, and the recipe has 4: leave it open"),
        ({"image_shape": (28, 28, 1)}, "take the scenes' with --image-shape None"),
    ],
)
def test_refuses(folder, values, message):
    with pytest.raises(InputError, match=message):
        loaded(folder, **values)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_can_be_asked_for(kind):
    values = {"scene": kind, "image_shape": None, "num_classes": None}
    recipe = recipes.find("mnist_cluttered_60_ram" if kind == "moving" else "mnist_draw_6")[0]
    assert recipe.changed(**values).images.composition.scene == kind


def test_videos_have_the_shape_of_their_frames(folder):
    recipe, dataset = loaded(folder, scene="moving", num_glimpses=6)
    assert dataset.x_train.shape[1:] == (6, 60, 60, 1)
    assert recipe.images.image_shape == (60, 60, 1) and recipe.images.composition.frames == 6
    with pytest.raises(InputError, match="frames must be 4, the num_glimpses of the model"):
        loaded(folder, scene="moving", num_glimpses=4)


@pytest.mark.slow
@pytest.mark.tensorflow
@pytest.mark.parametrize("recipe", ["mnist_moving_60", "mnist_cluttered_60_ram"])
def test_trained_on_videos(train_recipe, small, small_data, tmp_path, run_program, recipe):
    """With pictures, and an export that takes videos."""
    import tensorflow as tf

    values = {"data": small_data, "epochs": 1, "batch-size": 8, "scene": "moving", "frames": 2}
    values |= {"scene-size": 24, "distractors": 2, "piece-size": 5, "num-glimpses": 2}
    names = "glimpse-size", "context-cnn", "glimpse-cnn", "memory-units", "lstm-units"
    if recipe == "mnist_moving_60":
        values |= {name: small[name] for name in names}
    run = tmp_path / "run"
    assert train_recipe(recipe, run, **values).exit_code == 0
    for program, *arguments in (
        ("evaluate", run),
        ("visualize", run, "--count", 3),
        ("export", run, "--name", "it", "--root", tmp_path),
    ):
        result = run_program(program, *arguments)
        assert result.exit_code == 0, result.output
    exported = tf.saved_model.load(tmp_path / "it" / "1")
    videos = np.zeros((2, 2, 24, 24, 1), "float32")
    assert exported.signatures["serving_default"](images=videos)["label"].shape == (2,)


@pytest.mark.slow
@pytest.mark.tensorflow
def test_trained_evaluated_and_resumed_by_the_same_commands(
    train_recipe, small, small_data, tmp_path, monkeypatch, run_program
):
    """By a task that asks for boxes, as one that locates would."""
    served = []

    def targets(self, images, labels, boxes):
        assert boxes.shape == (len(images), 1, 4)
        served.append(images)
        return labels

    monkeypatch.setattr(Classification, "boxes", True)
    monkeypatch.setattr(Classification, "targets", targets)
    values = small | dict.fromkeys(("image-shape", "num-classes", "mean", "std"), "None")
    values |= {"data": small_data, "scene-size": 24, "distractors": 2, "piece-size": 5, "epochs": 2}

    def train(*flags):
        return train_recipe("mnist_cluttered_60", tmp_path / "run", *flags, **values)

    assert train().exit_code == 0
    assert {images.shape[1:] for images in served} == {(24, 24, 1)}
    result = run_program("evaluate", tmp_path / "run")
    assert result.exit_code == 0, result.output
    assert "in scenes (cluttered, 24 x 24): 20 test images" in result.output
    result = train("--resume")
    assert result.exit_code == 0 and "Resuming after epoch 2." in result.output
