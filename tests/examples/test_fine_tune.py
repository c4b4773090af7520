import pytest
from example import number
from example import run_example

pytestmark = pytest.mark.slow


def test_learns_more_with_the_presets_weights():
    said = run_example("fine_tune", "--epochs", 10)
    assert number("fine-tuned:", said) > max(number("from scratch:", said) + 5, 80)
