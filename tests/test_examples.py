"""The examples run, and learn what they say."""

import importlib
import re

import keras
import numpy as np
import pytest
from click.testing import CliRunner

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
    assert plastic > lstm + 10 and plastic > guess + 30


def test_spatial_transformer():
    said = run("spatial_transformer", "--images", 8000, "--epochs", 4)
    alone, transformed = (number(f"{name}:", said) for name in ("CNN alone", "transformer"))
    assert transformed > max(alone, 85)
    assert number("the view's centre is", said) < number("the canvas'", said) / 2


def test_fine_tune():
    said = run("fine_tune", "--epochs", 10)
    assert number("fine-tuned:", said) > max(number("from scratch:", said) + 5, 80)
