"""The sensor, the glimpse cell and the memory that a user might write."""

import keras
import pytest
from events import read_events
from example import number
from example import run_example

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    "name, shown",
    [
        ("own_sensor", {"glimpses", "coverage", "memories"}),
        ("own_cell", {"glimpses", "coverage"}),
        ("own_memory", {"glimpses", "coverage", "memories"}),
    ],
)
def test_trains_saves_exports_and_shows(name, shown, tmp_path):
    said = run_example(name, "--epochs", 3, "--folder", tmp_path / "tensorboard")
    assert number("digits named rightly:", said) > 88
    assert "the same answers when loaded: True" in said
    on_tensorflow = keras.backend.backend() == "tensorflow"
    assert ("the same labels when exported: True" in said) is on_tensorflow

    board = read_events(tmp_path, "glimpses")
    pictures = {tag.removeprefix("pictures/") for tag in board.Tags()["images"]}
    assert pictures >= shown
    if name == "own_memory":
        assert 0 < board.Scalars("memory/keep")[-1].value < 1
