import pytest
from example import number
from example import run_example

# What they are made of is tested on every backend: here once is enough.
pytestmark = [pytest.mark.slow, pytest.mark.tensorflow]


def test_what_a_preset_has_learned(tmp_path):
    said = run_example("what_it_learned", "--out", tmp_path)
    assert number("units answer images made for them", said) > 10
    assert number("Grad-CAM is largest on the digit:", said) > 70
    pictures = {"filters", "maximised", "exciting", "evidence", "glimpses"}
    assert {path.stem for path in tmp_path.iterdir()} == pictures


def test_dreams(tmp_path):
    said = run_example("deep_dream", "--out", tmp_path / "dream.png")
    assert number("the layer answers", said) > 3
    again = run_example(
        "deep_dream", tmp_path / "dream.png", "--layer", 2, "--out", tmp_path / "again.png"
    )
    assert number("the layer answers", again) > 2


def test_paints(tmp_path):
    said = run_example("style_transfer", "--out", tmp_path / "painted.png")
    assert number("the distance from the style falls to", said) < 0.1
