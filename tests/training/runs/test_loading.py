"""What a recipe takes from its data."""

import json
import os
import signal

import numpy as np
import pytest
from PIL import Image

from training import recipes
from training.cli.errors import InputError
from training.data import Batches
from training.data import read_all
from training.runs import examples
from training.runs import loading
from training.runs.loading import completed
from training.runs.loading import in_words
from training.runs.loading import load_data

OPEN = {"image_shape": None, "num_classes": None, "mean": None, "std": None}
RECIPE = recipes.find("digits_demo")[0].changed(**OPEN, dataset="pets")
CLASSES = ("Hunde", "süße Katzen")


@pytest.fixture
def arrays():
    rng = np.random.default_rng(0)
    return {
        "x_train": rng.integers(0, 256, (6, 9, 9, 3), dtype=np.uint8),
        "y_train": np.arange(6) % 3,
        "x_test": rng.integers(0, 256, (3, 9, 9, 3), dtype=np.uint8),
        "y_test": np.arange(3),
    }


def fill(folder, count=10, channels=3):
    """Two classes of pictures of two sizes: one dark, one bright."""
    rng = np.random.default_rng(0)
    for label, name in enumerate(CLASSES):
        (folder / name).mkdir(parents=True)
        for number in range(count):
            shape = (20 + number % 2, 18, 3)[: 3 if channels == 3 else 2]
            image = rng.integers(128 * label, 128 * label + 100, shape, dtype=np.uint8)
            Image.fromarray(image).save(folder / name / f"{number}.png")
    return str(folder)


def test_everything_open_is_taken_from_the_data(tmp_path):
    recipe = RECIPE.changed(data=fill(tmp_path), image_size=16)
    dataset = load_data(recipe)
    images = completed(recipe, dataset).images
    assert images.image_shape == (16, 16, 3)
    assert images.num_classes == 2
    assert images.class_names == CLASSES
    pixels = dataset.x_train / 255
    np.testing.assert_allclose(images.mean, pixels.mean(axis=(0, 1, 2)), atol=1e-4)
    np.testing.assert_allclose(images.std, pixels.std(axis=(0, 1, 2)), atol=1e-4)
    assert in_words(recipe, completed(recipe, dataset), dataset) == (
        "From the data: image_shape (16, 16, 3), num_classes 2, class_names (Hunde, süße Katzen), "
        f"mean {images.mean}, std {images.std}."
    )


def test_of_many_images_some_are_measured(tmp_path, monkeypatch):
    recipe = RECIPE.changed(data=fill(tmp_path), image_size=16)
    dataset = load_data(recipe)
    every = completed(recipe, dataset)
    monkeypatch.setattr(loading, "MEASURED", 4)
    some = completed(recipe, dataset)
    assert some.images.mean != every.images.mean
    assert some == completed(recipe, dataset)
    assert in_words(recipe, some, dataset).endswith(" (of 4 images).")


def test_nothing_given_is_changed(tmp_path):
    recipe = RECIPE.changed(
        data=fill(tmp_path),
        image_size=16,
        image_shape=(16, 16, 1),
        num_classes=3,
        class_names=("Esel", *CLASSES),
        mean=(0.1,),
        std=(0.2,),
    )
    dataset = load_data(recipe)
    assert dataset.x_train.shape[1:] == (16, 16, 1)
    assert set(dataset.y_train) == {1, 2}
    assert completed(recipe, dataset) == recipe


def test_of_arrays(tmp_path, arrays):
    np.savez(tmp_path / "pets.npz", **arrays)
    recipe = RECIPE.changed(data=str(tmp_path), image_size=16)
    images = completed(recipe, load_data(recipe)).images
    assert (images.image_shape, images.num_classes) == ((16, 16, 3), 3)
    np.savez(tmp_path / "pets.npz", **arrays | {"y_test": -arrays["y_test"]})
    with pytest.raises(InputError, match="has the label -2: the labels of classes must be from 0"):
        completed(recipe, load_data(recipe))


def test_images_all_alike_have_a_deviation(tmp_path, arrays):
    arrays["x_train"][:] = 51
    np.savez(tmp_path / "pets.npz", **arrays)
    recipe = RECIPE.changed(data=str(tmp_path), image_size=16)
    images = completed(recipe, load_data(recipe)).images
    assert (images.mean, images.std) == ((0.2,) * 3, (0.001,) * 3)


def test_held_out_as_many_as_the_validation_folder_has(tmp_path):
    for split, count in (("train", 4), ("validation", 3), ("test", 2)):
        fill(tmp_path / split, count)
    recipe = RECIPE.changed(data=str(tmp_path), image_size=16)
    assert completed(recipe, load_data(recipe)).images.holdout == 6


def test_binarised_once_and_for_all(tmp_path, arrays):
    """Test images are; those that are trained on are binarised for every example."""
    np.savez(tmp_path / "pets.npz", **arrays)
    recipe = RECIPE.changed(data=str(tmp_path), binarisation="sample")
    first, second = load_data(recipe), load_data(recipe)
    assert set(np.unique(first.x_test)) == {0, 255}
    np.testing.assert_array_equal(first.x_test, second.x_test)
    np.testing.assert_array_equal(first.x_train, arrays["x_train"])
    assert first.source.endswith(", binarised (sample)")
    for split in ("train", "validation", "test"):
        fill(tmp_path / "folders" / split, 2)
    recipe = recipe.changed(data=str(tmp_path / "folders"), image_size=8)
    assert set(np.unique(load_data(recipe).validation.x)) == {0, 255}


def test_one_class_alone(tmp_path):
    """Such as where the folder above was named."""
    fill(tmp_path / "all of them")
    recipe = RECIPE.changed(data=str(tmp_path), image_size=16)
    dataset = load_data(recipe)
    assert dataset.class_names == ("all of them",)
    with pytest.raises(InputError, match="^'all of them' is the only class of .*: name the folder"):
        completed(recipe, dataset)


def test_too_small_for_the_recipe(tmp_path):
    recipe = RECIPE.changed(data=fill(tmp_path), image_size=8)
    with pytest.raises(InputError, match="Convolution 3 of context_cnn leaves nothing"):
        completed(recipe, load_data(recipe))


def test_ids_stay_ids(tmp_path, arrays):
    """What draws needs no classes."""
    np.savez(tmp_path / "celeba64.npz", **arrays | {"y_train": np.arange(6) + 10**6})
    recipe, _ = recipes.find("celeba_draw_32")
    recipe = recipe.changed(data=str(tmp_path), image_size=64)
    assert completed(recipe, load_data(recipe)) == recipe


@pytest.mark.tensorflow
@pytest.mark.slow
def test_a_run_on_images_that_stay_on_disk(tmp_path, monkeypatch, train_recipe, run_program, small):
    """Interrupted and resumed it is, to the bit, the run with its images in memory."""
    values = small | {name.replace("_", "-"): "None" for name in OPEN}
    values |= {
        "data": fill(tmp_path / "Meine Bilder"),
        "image-size": 12,
        "crop-padding": 2,
        "epochs": 2,
    }
    result = train_recipe("digits_demo", tmp_path / "memory", **values)
    assert result.exit_code == 0, result.output
    assert "class_names (Hunde, süße Katzen)" in result.output

    monkeypatch.setattr(read_all, "MAX_BYTES", 0)
    get_batch = Batches.__getitem__

    def interrupt_in_the_second_epoch(self, index):
        if self.shuffle and self.epoch == 1:
            os.kill(os.getpid(), signal.SIGTERM)
        return get_batch(self, index)

    with monkeypatch.context() as patched:
        patched.setattr(Batches, "__getitem__", interrupt_in_the_second_epoch)
        stopped = train_recipe("digits_demo", tmp_path / "disk", **values)
    assert "Stopped by SIGTERM in epoch 2" in stopped.output
    resumed = train_recipe("digits_demo", tmp_path / "disk", "--resume", **values)
    assert resumed.exit_code == 0, resumed.output

    losses, recorded = [], []
    for run in (tmp_path / "memory", tmp_path / "disk"):
        lines = (run / "metrics.jsonl").read_text().splitlines()
        losses.append([json.loads(line)["loss"] for line in lines])
        recorded.append(json.loads((run / "config.json").read_text())["values"])
    assert len(losses[0]) == 2
    assert losses[0] == losses[1]
    assert recorded[0] == recorded[1]
    assert recorded[0]["class_names"] == [*CLASSES]
    assert recorded[0]["image_shape"] == [12, 12, 3]

    result = run_program("evaluate", tmp_path / "disk")
    assert result.exit_code == 0, result.output
    assert "4 test images" in result.output
    (tmp_path / "Meine Bilder" / CLASSES[0] / "3.png").unlink()
    result = train_recipe("digits_demo", tmp_path / "disk", "--resume", **values)
    assert result.exit_code == 1
    assert "was trained on images in" in result.output


def test_a_picture_that_goes_while_the_run_trains(tmp_path, monkeypatch, train_recipe, small):
    monkeypatch.setattr(read_all, "MAX_BYTES", 0)
    values = small | {name.replace("_", "-"): "None" for name in OPEN}
    values |= {"data": fill(tmp_path / "pets"), "image-size": 12, "mean": 0.5, "std": 0.2}
    load = examples.load_data

    def load_and_lose_one(recipe):
        dataset = load(recipe)
        dataset.x_train.files[3].unlink()
        return dataset

    monkeypatch.setattr(examples, "load_data", load_and_lose_one)
    result = train_recipe("digits_demo", tmp_path / "run", **values)
    assert result.exit_code == 1
    assert "png' cannot be read as an image (there is no such file)" in result.output
    assert "Traceback" not in result.output
