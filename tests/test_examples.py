"""The examples run, and learn what they say."""

import importlib
import re

import keras
import numpy as np
import pytest
from click.testing import CliRunner

from stawm_keras.models import STAWMBackbone
from stawm_keras.models import STAWMClassifier
from training.data import load

pytestmark = pytest.mark.slow


def run(name, *arguments):
    """What an example prints."""
    program = importlib.import_module(f"examples.{name}")
    done = CliRunner().invoke(program.main, [*map(str, arguments)], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


def number(before, text):
    """The number that stands after some words."""
    return float(re.search(f"{before} ([0-9.]+)", text)[1])


def save_preset(folder, epochs):
    """Saves a small classifier of digits that was trained for some epochs."""
    keras.utils.set_random_seed(0)
    backbone = STAWMBackbone(
        (28, 28, 1),
        context_cnn=[(16, 3, 2, 0), (32, 3, 2, 0)],
        glimpse_cnn=[(16, 3, 2, 0), (32, 3, 2, 0)],
        num_glimpses=3,
        glimpse_size=14,
        memory_units=32,
        dropout=0.1,
        mean=0.1307,
        std=0.3081,
    )
    model = STAWMClassifier(backbone, num_classes=10, dropout=0.1)
    if epochs:
        digits = load("mnist", "sample", 10)
        loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
        model.compile(keras.optimizers.Adam(3e-3), loss)
        model.fit(digits.x_train, digits.y_train, batch_size=64, epochs=epochs, verbose=0)
    model.save_to_preset(folder)
    return folder


def test_custom_head_briefly():
    said = run("custom_head", "--epochs", 2, "--images", 1000)
    assert "digits named rightly:" in said
    error, blind = number("mean error of the angle:", said), number("always saying 0 has", said)
    assert error < 0.8 * blind


def test_own_images_of_any_size_and_colour(tmp_path):
    """Images that are red or blue, in noise: the colour is the class."""
    rng = np.random.default_rng(0)
    for name, colour in {"blue": (0.2, 0.2, 1), "red": (1, 0.2, 0.2)}.items():
        (tmp_path / name).mkdir()
        for n in range(50):
            height, width = rng.integers(20, 60, 2)
            pixels = rng.uniform(0, 255, (height, width, 1)) * np.array(colour)
            keras.utils.save_img(tmp_path / name / f"{n}.png", pixels, scale=False)
    said = run("own_images", tmp_path, "--epochs", 15)
    assert "blue: " in said and "red: " in said
    assert number("images named rightly:", said) > 70


def test_associative_recall_briefly():
    said = run("associative_recall", "--epochs", 1, "--count", 300)
    assert all(number(f"{name}:", said) > 10 for name in ("plastic memory", "LSTM"))


def test_spatial_transformer_briefly():
    said = run("spatial_transformer", "--epochs", 2, "--images", 2000)
    assert all(number(f"{name}:", said) > 20 for name in ("CNN alone", "transformer"))


def test_fine_tune_briefly(tmp_path):
    preset = save_preset(tmp_path / "new", epochs=0)
    said = run("fine_tune", preset, "--epochs", 8, "--images", 200)
    assert all(number(f"{name}:", said) > 20 for name in ("fine-tuned", "from scratch"))


def test_custom_head():
    said = run("custom_head")
    assert number("digits named rightly:", said) > 85
    assert number("mean error of the angle:", said) < number("always saying 0 has", said) / 2


def test_own_images():
    said = run("own_images")
    assert "digit_0: " in said
    assert number("images named rightly:", said) > 85


def test_associative_recall():
    said = run("associative_recall")
    guess, plastic, lstm = (
        number(f"{name}:", said) for name in ("shown most often", "plastic memory", "LSTM")
    )
    assert plastic > max(guess, lstm) + 20


def test_spatial_transformer():
    said = run("spatial_transformer")
    alone, transformed = (number(f"{name}:", said) for name in ("CNN alone", "transformer"))
    assert transformed > max(alone, 85)
    assert number("the view's centre is", said) < number("the canvas'", said) / 2


def test_fine_tune(tmp_path):
    said = run("fine_tune", save_preset(tmp_path / "digits", epochs=5))
    assert number("fine-tuned:", said) > number("from scratch:", said) + 5
