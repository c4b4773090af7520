"""The model that a user names, by its preset or by its run."""

from typing import NamedTuple

from training.cli.errors import InputError
from training.runs.restore import restore


class NamedModel(NamedTuple):
    """A model, and how pictures are fitted to it: `"crop"` or `"pad"`."""

    model: object
    fit: str


def model_of_run(folder, checkpoint="last"):
    """The `NamedModel` of a finished run.

    Args:
        folder: The run's folder.
        checkpoint: `"last"` or `"best"`.
    """
    restored = restore(folder, checkpoint)
    return NamedModel(restored.model, restored.recipe.images.fit)


def model_of_preset(preset):
    """The `NamedModel` of a preset: of its name, `hf://user/name`, or its folder."""
    import keras

    from stawm_keras.presets import load_metadata
    from stawm_keras.presets import load_preset

    try:
        model = load_preset(keras.Model, preset)
        values = load_metadata(preset)["about"].get("values")
    except (ValueError, ImportError) as error:
        raise InputError(str(error)) from error
    # What it was trained on may have been padded; others than training.preset need not say so.
    padded = isinstance(values, dict) and values.get("fit") == "pad"
    return NamedModel(model, "pad" if padded else "crop")
