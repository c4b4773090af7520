import json
import os
import signal

import keras
import numpy as np
import pytest
from keras import ops

from stawm_keras.optimizers import SGD
from training.data import Batches
from training.hardware.precision import resolve
from training.recipes import mnist_classify_8
from training.tasks.optimisation import build_optimizer
from training.tasks.optimisation import learning_rate

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")


def files_below(folder):
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def metrics(folder):
    return [json.loads(line) for line in (folder / "metrics.jsonl").read_text().splitlines()]


def weights(checkpoint):
    model = keras.saving.load_model(checkpoint)
    return [ops.convert_to_numpy(v) for v in (*model.weights, *model.optimizer.variables)]


def test_run_folder_says_what_was_done(train_small, tmp_path, small_data):
    result = train_small("run", seed=3)
    assert result.exit_code == 0, result.output
    folder = tmp_path / "run"
    config = json.loads((folder / "config.json").read_text())
    assert config["recipe"] == "digits_demo"
    assert config["values"]["seed"] == 3 and config["values"]["memory_units"] == 8
    assert str(small_data / "mnist.npz") in config["data"] and config["data"] in result.output
    assert config["backend"] == keras.backend.backend()
    assert config["versions"]["keras"] == keras.__version__
    assert {"commit", "hardware"} <= set(config)
    lines = metrics(folder)
    assert [line["epoch"] for line in lines] == [1, 2, 3]
    assert lines[-1]["loss"] < lines[0]["loss"]
    assert f"{lines[-1]['error']:.2f} %" in result.output
    files = files_below(folder)
    assert "checkpoints/last.keras" in files
    assert "checkpoints/best.keras" not in files, "no images were held out to choose it"
    assert any(name.startswith("tensorboard/training/events") for name in files)
    assert not any("glimpses" in name for name in files), "there are none with --board-every 0"
    assert not any(os.path.basename(name).startswith(".") for name in files)


def test_interrupted_and_resumed_ends_with_the_same_weights(
    small_run, train_small, tmp_path, monkeypatch
):
    get_batch = Batches.__getitem__

    def interrupt_in_the_second_epoch(self, index):
        if self.shuffle and self.epoch == 1 and index == 3:
            os.kill(os.getpid(), signal.SIGTERM)
        return get_batch(self, index)

    with monkeypatch.context() as patched:
        patched.setattr(Batches, "__getitem__", interrupt_in_the_second_epoch)
        stopped = train_small("parts")
    assert stopped.exit_code != 0
    assert "Stopped by SIGTERM in epoch 2" in stopped.output and "--resume" in stopped.output
    assert [line["epoch"] for line in metrics(tmp_path / "parts")] == [1]

    resumed = train_small("parts", "--resume")
    assert resumed.exit_code == 0 and "Resuming after epoch 1." in resumed.output
    last = "checkpoints/last.keras"
    for one, other in zip(
        weights(tmp_path / "parts" / last), weights(small_run / last), strict=True
    ):
        np.testing.assert_array_equal(one, other)
    for one, other in zip(metrics(tmp_path / "parts"), metrics(small_run), strict=True):
        timings = ("seconds", "images_per_second")
        assert {k: v for k, v in one.items() if k not in timings} == {
            k: v for k, v in other.items() if k not in timings
        }


def test_another_seed_ends_elsewhere(small_run, train_small, tmp_path):
    assert train_small("run", seed=1).exit_code == 0
    last = "checkpoints/last.keras"
    one, other = (weights(run / last)[0] for run in (small_run, tmp_path / "run"))
    assert np.abs(one - other).max() > 1e-3


def test_resume_before_the_first_check_point_starts_anew(finished, train_small, tmp_path):
    (tmp_path / "run/checkpoints/last.keras").unlink()
    result = train_small("run", "--resume", **finished)
    assert result.exit_code == 0
    assert [line["epoch"] for line in metrics(tmp_path / "run")] == [1, 2, 3]


@pytest.mark.slow
def test_best_is_the_check_point_of_the_least_error(train_small, tmp_path):
    train_small("run", "--rotation", 0, epochs=5, holdout=20)
    folder = tmp_path / "run"
    errors = [line["error"] for line in metrics(folder)]
    model = keras.saving.load_model(folder / "checkpoints/best.keras")
    steps = (64 - 20) // 8
    assert int(model.optimizer.iterations) // steps == 1 + int(np.argmin(errors))


@pytest.mark.parametrize(
    ("clipping", "global_norm", "element"),
    [("global_norm", 1e-3, None), ("element", None, 1e-3), ("none", None, None)],
)
def test_clipping(clipping, global_norm, element):
    recipe = mnist_classify_8.recipe.changed(clipping=clipping, clip_at=1e-3)
    optimizer = build_optimizer(recipe.optimisation)
    assert (optimizer.global_clipnorm, optimizer.clipvalue) == (global_norm, element)


def test_trains_with_the_recipes_optimizer(train_small, tmp_path):
    values = {"optimizer": "sgd", "clipping": "element", "clip-at": 1e-3, "learning-rate": 0.1}
    assert train_small("run", epochs=1, **values).exit_code == 0
    optimizer = keras.saving.load_model(tmp_path / "run/checkpoints/last.keras").optimizer
    assert isinstance(optimizer, SGD) and optimizer.clipvalue == 1e-3
    assert float(optimizer.learning_rate) == pytest.approx(0.1)


@pytest.mark.slow
def test_mixed_precision(train_small, tmp_path):
    assert train_small("run", precision="mixed_bfloat16").exit_code == 0
    lines = metrics(tmp_path / "run")
    assert lines[-1]["loss"] < lines[0]["loss"]
    model = keras.saving.load_model(tmp_path / "run/checkpoints/last.keras")
    assert model.backbone.get_layer("glimpse_loop").cell.emission_lstm.compute_dtype == "bfloat16"
    assert model.get_layer("class_query").compute_dtype == "bfloat16"


def test_precision_is_decided_once(train_small, tmp_path, monkeypatch):
    """A run keeps what `auto` was where it started."""
    monkeypatch.setattr("training.hardware.precision._fast_bfloat16", lambda: True)
    assert train_small("run", precision="auto", epochs=1).exit_code == 0
    config = json.loads((tmp_path / "run/config.json").read_text())
    assert config["values"]["precision"] == "mixed_bfloat16"
    monkeypatch.setattr("training.hardware.precision._fast_bfloat16", lambda: False)
    result = train_small("run", "--resume", precision="auto", epochs=1)
    refused(result, "has precision=mixed_bfloat16, and float32 was asked for")
    assert resolve("mixed_bfloat16") == "mixed_bfloat16"


def test_learning_rates_of_the_paper():
    recipe = mnist_classify_8.recipe.optimisation
    assert learning_rate(recipe, 0) == 1e-3
    assert learning_rate(recipe, 49) == pytest.approx(1e-3 * 0.99**49)
    assert learning_rate(recipe, 50) == pytest.approx(1e-4 * 0.99**50)
    assert learning_rate(recipe, 199) == pytest.approx(1e-8 * 0.99**199)


def refused(result, *words):
    assert result.exit_code not in (0, None), result.output
    assert not isinstance(result.exception, (ValueError, OSError)), result.output
    assert "Traceback" not in result.output
    for word in words:
        assert word in result.output, result.output


def test_unknown_recipe(run_program):
    refused(run_program("train", "mnist_clasify_8"), "'mnist_clasify_8'", "'mnist_classify_8'")


def test_unknown_override(run_program):
    refused(run_program("train", "digits_demo", "--num-glimpse", 3), "num-glimpse", "num-glimpses")


@pytest.mark.parametrize(
    ("option", "value", "words"),
    [
        ("num-glimpses", 0, "--num-glimpses must be greater than or equal to 1. Received: 0."),
        ("glimpse-size", 0, "--glimpse-size must be greater than or equal to 1. Received: 0."),
        ("eta", 0.1, "Received: eta=0.1, delta=0.2, theta=0.5"),
        ("delta", -0.1, "Received: eta=0.4, delta=-0.1, theta=0.5"),
        ("theta", 0, "theta=0"),
        ("glimpse-cnn", "((4, 9, 1, 0),)", "leaves nothing of the image"),
        ("context-cnn", "4", "--context-cnn must be a valid tuple. Received: 4."),
        ("epochs", 0, "--epochs must be greater than or equal to 1. Received: 0."),
        ("learning-rate", -1, "--learning-rate must be greater than 0. Received: -1."),
        ("precision", "float16", "float16"),
        ("data", "nowhere", "There is no mnist data in 'nowhere'"),
        ("image-shape", "(9, 9, 1)", "(12, 12, 1)"),
        ("num-classes", 2, "label"),
        ("holdout", 64, "64"),
    ],
)
def test_bad_values(train_small, tmp_path, option, value, words):
    refused(train_small("run", **{option: value}), words)
    assert not (tmp_path / "run").exists()


def test_folder_that_holds_a_run(finished, train_small):
    """Said before data are loaded, which may take long."""
    values = {**finished, "data": "nowhere"}
    refused(train_small("run", **values), "holds a run already", "--resume")


def test_resume_of_another_recipe_or_of_other_values(finished, train_small, run_program, tmp_path):
    other = run_program("train", "mnist_classify_8", "--run", tmp_path / "run", "--resume")
    refused(other, "holds a check-point of digits_demo", "mnist_classify_8")
    refused(train_small("run", "--resume", **finished, epochs=2), "epochs=3", "2 was asked for")


def test_resume_of_nothing(train_small):
    refused(train_small("run", "--resume"), "is not the folder of a run")


@pytest.mark.slow
def test_check_point_with_other_weights(finished, train_small, tmp_path):
    train_small("wide", epochs=1, **{"memory-units": 9})
    last = "checkpoints/last.keras"
    for file in (last, f"{last}.sha256"):
        (tmp_path / "wide" / file).replace(tmp_path / "run" / file)
    result = train_small("run", "--resume", **finished)
    refused(result, str(tmp_path / "run" / last), "does not fit")


def test_broken_check_point(finished, train_small, tmp_path):
    last = tmp_path / "run/checkpoints/last.keras"
    last.write_bytes(last.read_bytes()[:1000])
    refused(train_small("run", "--resume", **finished), str(last), "cannot be read")


def test_unwritable_folder(train_small, tmp_path):
    (tmp_path / "file").write_text("")
    refused(train_small("file/run"), "Cannot use", "file")


def test_full_disk_leaves_no_half_written_file(train_small, tmp_path, monkeypatch):
    def fill_up(self, path, *_, **__):
        with open(path, "wb") as file:
            file.write(b"half")
        raise OSError(28, "No space left on device", str(path))

    monkeypatch.setattr(keras.Model, "save", fill_up)
    refused(train_small("run"), "No space left on device")
    assert files_below(tmp_path / "run/checkpoints") == []


def test_diverged_loss_keeps_the_last_good_check_point(train_small, tmp_path, monkeypatch):
    get_batch = Batches.__getitem__

    def with_a_nan_in_the_second_epoch(self, index):
        images, labels = get_batch(self, index)
        if self.shuffle:
            images = images.astype("float32")
            images[0] += np.nan if (self.epoch, index) == (1, 3) else 0
        return images, labels

    monkeypatch.setattr(Batches, "__getitem__", with_a_nan_in_the_second_epoch)
    result = train_small("run")
    last = tmp_path / "run/checkpoints/last.keras"
    refused(result, "The loss became nan at step 4 of epoch 2", f"{last} holds epoch 1.")
    assert all(np.isfinite(w).all() for w in weights(last))
    assert [line["epoch"] for line in metrics(tmp_path / "run")] == [1]


def test_one_cycle_rises_and_ends():
    values = mnist_classify_8.recipe.changed(schedule="one_cycle", epochs=20).optimisation
    rates = [learning_rate(values, epoch) for epoch in range(20)]
    largest = rates.index(max(rates))
    assert rates[0] == pytest.approx(1e-3 / 12)
    assert largest in (5, 6)
    assert 0.99e-3 < rates[largest] < 1e-3
    assert rates == [*sorted(rates[:largest]), *sorted(rates[largest:], reverse=True)]
    assert 0 < rates[-1] < 1e-5
