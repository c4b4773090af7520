import keras
import numpy as np
import pytest
from example import number
from example import run_example

pytestmark = pytest.mark.slow


def test_learns_from_a_folder():
    said = run_example("own_images")
    assert "digit_0: " in said
    assert number("images named rightly:", said) > 85


def test_any_size_and_colour(tmp_path):
    """Images that are red or blue, in noise: the colour is the class."""
    rng = np.random.default_rng(0)
    for name, colour in {"blue": (0.2, 0.2, 1), "red": (1, 0.2, 0.2)}.items():
        (tmp_path / name).mkdir()
        for n in range(50):
            height, width = rng.integers(20, 60, 2)
            pixels = rng.uniform(0, 255, (height, width, 1)) * np.array(colour)
            keras.utils.save_img(tmp_path / name / f"{n}.png", pixels, scale=False)
    said = run_example("own_images", tmp_path, "--epochs", 15)
    assert "blue: " in said and "red: " in said
    assert number("images named rightly:", said) > 70
