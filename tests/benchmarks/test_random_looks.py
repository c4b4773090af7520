import json

import numpy as np
import pytest
from click.testing import CliRunner
from learners import compiled

from benchmarks import random_looks
from benchmarks.uniform_policy import looks_at_random
from training.recipes import values
from training.tasks import classifiers

pytestmark = pytest.mark.tensorflow
IMAGES = np.random.default_rng(0).integers(0, 256, (200, 16, 16, 1), dtype="uint8")
SIZES = {"num_glimpses": 3, "glimpse_size": 4, "scales": 1, "units": 8, "path_units": 6}


def at_random():
    return looks_at_random(image_shape=(16, 16, 1), num_classes=3, seed=0, **SIZES)


def test_places_are_uniform_at_inference_too():
    observed, same = (at_random().observe("poses") for _ in range(2))
    poses, again = (np.array(observed(IMAGES)["poses"]) for _ in range(2))
    assert -1 <= poses.min() < -0.98 and 0.98 < poses.max() <= 1
    parts = np.histogram(poses, 4, (-1, 1))[0] / poses.size
    np.testing.assert_allclose(parts, 0.25, atol=0.05)
    np.testing.assert_array_equal(same(IMAGES)["poses"], poses)
    assert not np.isclose(again, poses).all(axis=-1).any(), "every call draws anew"


def test_all_but_the_policy_learns():
    model = compiled(at_random())
    before = {weight.path: np.array(weight) for weight in model.weights}
    model.fit(IMAGES[:8], np.arange(8) % 3, verbose=0)
    same = {w.path for w in model.weights if np.array_equal(before[w.path], np.array(w))}
    assert len(same) == 2 and all("policy" in path for path in same)


def small_scenes(folder):
    """An mnist.npz of bright squares."""
    labels = np.arange(48) % 3
    digits = np.broadcast_to(80 * (labels + 1)[:, None, None], (48, 8, 8)).astype("uint8")
    np.savez(
        folder / "mnist.npz", x_train=digits, y_train=labels, x_test=digits[:9], y_test=labels[:9]
    )


SMALL = {
    **SIZES,
    "image_shape": None,
    "num_classes": 3,
    "scene_size": 16,
    "epochs": 2,
    "batch_size": 8,
}


def program(*arguments):
    arguments = [str(argument) for argument in arguments]
    return CliRunner().invoke(random_looks.main, arguments)


@pytest.mark.slow
def test_program_trains_and_evaluates(tmp_path, monkeypatch):
    learned = classifiers.MODELS[values.RecurrentAttention]
    monkeypatch.setitem(classifiers.MODELS, values.RecurrentAttention, learned)
    small_scenes(tmp_path)
    options = [
        part for name, value in SMALL.items() for part in (f"--{name.replace('_', '-')}", value)
    ]
    places = ["--data", tmp_path, "--run", tmp_path / "run", "--out", tmp_path / "result.json"]
    ended = program("mnist_translated_60_ram", *places, *options)
    assert ended.exit_code == 0, ended.output
    result = json.loads((tmp_path / "result.json").read_text())
    assert result["policy"] == "uniform" and result["recipe"] == "mnist_translated_60_ram"
    assert result["epochs"] == 2 and len(result["test_error_so_far"]) == 3
    assert result["test_error"] == result["test_error_so_far"][-1]
    assert result["values"]["scales"] == 1 and result["values"]["seed"] == 0


def test_takes_no_model_without_its_policy(tmp_path):
    ended = program("mnist_cluttered_60_stn", "--data", tmp_path)
    assert ended.exit_code == 1
    assert "Error: mnist_cluttered_60_stn has no policy of RAM's" in ended.output
