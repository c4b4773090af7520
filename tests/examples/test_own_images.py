import keras
import numpy as np
import pytest
from example import number
from example import run_example

pytestmark = pytest.mark.slow


def test_learns_from_a_folder(tmp_path):
    said = run_example("own_images", "--out", tmp_path)
    assert "digit_0: " in said
    assert {"looked_at.png", "preset"} <= {path.name for path in tmp_path.iterdir()}
    assert number("images named rightly:", said) > 85


def test_any_size_and_colour(tmp_path):
    """Images that are red or blue, in noise: the colour is the class."""
    rng = np.random.default_rng(0)
    for name, colour in {"blue": (0.2, 0.2, 1), "red": (1, 0.2, 0.2)}.items():
        (tmp_path / "images" / name).mkdir(parents=True)
        for n in range(50):
            height, width = rng.integers(20, 60, 2)
            pixels = rng.uniform(0, 255, (height, width, 1)) * np.array(colour)
            keras.utils.save_img(tmp_path / "images" / name / f"{n}.png", pixels, scale=False)
    said = run_example("own_images", tmp_path / "images", "--epochs", 15, "--out", tmp_path / "out")
    assert "blue: " in said and "red: " in said
    assert number("images named rightly:", said) > 70
