import pytest
from example import number
from example import run_example

# What it is made of is tested on every backend: here once is enough.
pytestmark = [pytest.mark.slow, pytest.mark.tensorflow]


def test_finds_and_names_both():
    said = run_example("digits_in_turn")
    assert number("digits named rightly:", said) > 80
    assert number("looks nearer to their digit than to the other:", said) > 75
