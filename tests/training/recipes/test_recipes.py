import subprocess
import sys

import pytest

from training import recipes


@pytest.mark.parametrize("name", recipes.names())
def test_opens_with_command_cost_and_score(name):
    recipe, text = recipes.find(name)
    assert recipe.changed(**recipe.flat()) == recipe, "its values are in their ranges"
    assert f"python -m training.train {name}" in text
    assert "Cost:" in text and "Score:" in text


def test_help_lists_every_recipe_without_keras():
    """Importing it would take seconds."""
    program = "import sys; sys.modules['keras'] = None; from training.train import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", program, "--help"], capture_output=True, text=True, check=True
    )
    for name in recipes.names():
        assert name in done.stdout
