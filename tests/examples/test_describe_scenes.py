import pytest
from example import number
from example import run_example

pytestmark = pytest.mark.slow


def test_describes_what_it_has_not_seen(tmp_path):
    said = run_example("describe_scenes", "--picture", tmp_path / "described.png")
    assert number("captions right, beam 1:", said) > 60
    assert (tmp_path / "described.png").exists()
