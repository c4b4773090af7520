import pytest
from example import number
from example import run_example

# What it is made of is tested on every backend: here once is enough.
pytestmark = [pytest.mark.slow, pytest.mark.tensorflow]


def test_describes_what_it_has_not_seen(tmp_path):
    said = run_example("describe_scenes", "--picture", tmp_path / "described.png")
    assert number("captions right, beam 1:", said) > 60
    assert (tmp_path / "described.png").exists()
