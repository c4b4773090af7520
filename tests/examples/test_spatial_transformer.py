import pytest
from example import number
from example import run_example

pytestmark = pytest.mark.slow


def test_looks_at_the_digit():
    said = run_example("spatial_transformer", "--images", 8000, "--epochs", 4)
    alone, transformed = (number(f"{name}:", said) for name in ("CNN alone", "transformer"))
    assert transformed > max(alone, 85)
    assert number("the view's centre is", said) < number("the canvas'", said) / 2
