import pytest
from example import number
from example import run_example

pytestmark = pytest.mark.slow


def test_both_heads_learn():
    said = run_example("custom_head")
    assert number("digits named rightly:", said) > 85
    assert number("mean error of the angle:", said) < number("always saying 0 has", said) / 2
