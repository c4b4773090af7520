import pytest
from example import number
from example import run_example

# What it is made of is tested on every backend: here once is enough.
pytestmark = [pytest.mark.slow, pytest.mark.tensorflow]


def test_names_two_digits_in_a_row():
    said = run_example("two_digits")
    assert number("digits named right:", said) > 70


def test_boxes_make_it_look_closer():
    said = run_example("told_where_to_look")
    alone, told = said.split("labels and boxes:")
    assert number(":", "labels and boxes:" + told) > 70
    told, alone = (number("the last glimpse is of", part) for part in (told, alone))
    assert told < alone / 2
