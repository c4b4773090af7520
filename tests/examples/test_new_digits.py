import pytest
from example import number
from example import run_example

pytestmark = pytest.mark.slow


def test_knows_more_than_each_pixel_alone():
    said = run_example("new_digits")
    assert number("at most", said) < 0.75 * number("pixel by pixel", said)
    drawn = said.splitlines()[-16:]
    assert set("".join(drawn)) == {" ", "#"}
