import subprocess
import sys

import pytest

from training import recipes
from training.kinds import DrawingRecipe
from training.kinds.mobile_net import mobile_net_v2

DRAWERS = [n for n in recipes.names() if isinstance(recipes.find(n)[0], DrawingRecipe)]


@pytest.mark.parametrize("name", recipes.names())
def test_opens_with_command_cost_and_score(name):
    recipe, text = recipes.find(name)
    recipe.check()
    assert f"python -m training.train {name}" in text
    assert "Cost:" in text and "Score:" in text


@pytest.mark.parametrize("name", DRAWERS)
def test_drawers_draw_sketches_of_the_glimpses_size(name):
    recipe, _ = recipes.find(name)
    model = recipe.build()
    sketcher = model.get_layer("sketcher")
    channels = recipe.image_shape[-1] + (recipe.canvas == "over")
    size = recipe.glimpse_size
    assert sketcher.decoder.output_shape == (None, size, size, channels)
    assert model.drawn["canvases"].shape == (None, recipe.num_glimpses, *recipe.image_shape)
    assert model.drawn["latents"].shape[-1] == recipe.latent_units


def test_mobile_net_for_small_images():
    """32 x 32 pixels become 4 x 4, as in the published code, not 1 x 1."""
    network = mobile_net_v2((32, 32, 3))
    assert network.output_shape == (None, 1280)
    assert network.get_layer("out_relu").output.shape == (None, 4, 4, 1280)


def test_help_lists_every_recipe_without_keras():
    """Importing it would take seconds."""
    program = "import sys; sys.modules['keras'] = None; from training.train import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", program, "--help"], capture_output=True, text=True, check=True
    )
    for name in recipes.names():
        assert name in done.stdout
