import pytest
from example import number
from example import run_example

# What it is made of is tested on every backend: here once is enough.
pytestmark = [pytest.mark.slow, pytest.mark.tensorflow]


def test_knows_more_than_each_pixel_alone():
    said = run_example("new_digits")
    assert number("at most", said) < 0.75 * number("pixel by pixel", said)
    drawn = said.splitlines()[-16:]
    assert set("".join(drawn)) == {" ", "#"}
