"""What a run takes from the preset that it starts from."""

import numpy as np

from training.cli.recipe_options import overridden
from training.tasks.backbone import preset_backbone


def fitted_to_preset(recipe, say):
    """The recipe for the images that its preset takes, if it starts from one.

    Args:
        recipe: The recipe.
        say: Function that is given a line for the user.

    Raises:
        InputError: There is no such preset, or none with a backbone.
    """
    preset = getattr(recipe.model, "from_preset", None)
    if not preset:
        return recipe
    config = preset_backbone(preset, load_weights=False).get_config()
    height, width, _ = shape = tuple(config["image_shape"])
    taken = {name: tuple(np.ravel(config[name]).tolist()) for name in ("mean", "std")}
    if height == width:
        scene = recipe.images.composition.scene
        taken["scene_size" if scene else "image_size"] = height
    say(f"From the preset {preset}: its backbone, for images of {shape}.")
    return overridden(recipe, taken | {"image_shape": shape})
