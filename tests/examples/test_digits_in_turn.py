import pytest
from example import number
from example import run_example

pytestmark = pytest.mark.slow


def test_finds_and_names_both():
    said = run_example("digits_in_turn")
    assert number("digits named rightly:", said) > 80
    assert number("looks nearer to their digit than to the other:", said) > 75
