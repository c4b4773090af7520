import re

import pytest
from example import number
from example import run_example

# What it is made of is tested on every backend: here once is enough.
pytestmark = [pytest.mark.slow, pytest.mark.tensorflow]


def test_looks_at_the_digit():
    said = run_example("find_digits")
    assert number("digits named rightly:", said) > 75
    first, *later = map(float, re.search("digit: (.*) pixels", said)[1].split(", "))
    assert min(later) < 0.8 * first
