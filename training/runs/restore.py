"""A finished run, as a model again."""

import math
from typing import NamedTuple

from stawm_keras.models import seen
from training.cli import recipe_file
from training.cli.errors import InputError
from training.cli.recipe_options import overridden
from training.runs.folder import RunFolder
from training.tasks import task_of


class Restored(NamedTuple):
    """A run's model with what is known of it."""

    name: str
    recipe: object
    model: object
    config: dict
    epochs: int
    metrics: list

    @property
    def trained(self):
        """How it was trained, beside its recipe; old runs do not name their strategy."""
        names = ("backend", "versions", "commit", "hardware", "strategy")
        return {name: self.config[name] for name in names if name in self.config}


def build(recipe):
    """A new model of a recipe, on the model of another run if it names one.

    Raises:
        InputError: The values do not make a model, or the run that is named does not fit.
    """
    values = recipe.flat()
    if "from_run" not in values:
        return task_of(recipe).build(recipe)
    folder = values["from_run"]
    if not folder:
        raise InputError(
            "This recipe classifies on what a trained model sees: name that model's run with "
            "--from RUN."
        )
    try:
        source = restore(folder)
    except InputError as error:
        raise InputError(f"The run named with --from is needed. {error}") from error
    if "drawing" not in seen(source.model):
        raise InputError(
            f"{folder} is a run of {source.name}, which does not draw: name with --from a run "
            "that does, of mnist_draw_6, say."
        )
    there = source.recipe.flat()
    for name in ("image_shape", "precision"):
        if values[name] != there[name]:
            raise InputError(
                f"{folder} has {name}={there[name]}, and {values[name]} was asked for: they must "
                "be the same."
            )
    return task_of(recipe).build(recipe, source.model)


def restore(folder, checkpoint="last", data=None, examples=("images",)):
    """Builds a run's model and loads a check-point into it.

    Args:
        folder: The run's folder.
        checkpoint: `"last"` or `"best"`.
        data: Where to read the data from now on, if not where the run did.
        examples: What the run's examples may be.

    Raises:
        InputError: The folder holds no such check-point, something in it is broken, or its run is
            of other examples.
    """
    run = RunFolder(folder)
    config = run.config()
    name, recipe = recipe_file.parse(config, run.config_file)
    if recipe.examples not in examples:
        raise InputError(
            f"{run.path} is a run of {name}, whose examples are {recipe.examples}: name one of "
            f"{' or '.join(examples)}."
        )
    if data is not None:
        recipe = overridden(recipe, {"data": data})
    if checkpoint == "best" and not recipe.holds_out:
        raise InputError(
            f"{run.path} held no {recipe.examples} out to choose a best check-point by: take "
            "--checkpoint last, or train with --holdout."
        )
    file = run.checkpoint(checkpoint)
    if not file.exists():
        raise InputError(
            f"There is no check-point {file}: train the run for at least one epoch first."
        )
    task = task_of(recipe)
    metrics = run.trained_metrics(task.score)
    model = build(recipe)
    run.load_weights(model, checkpoint)
    line = metrics[-1] if checkpoint == "last" else min(metrics, key=_rank(task.score))
    return Restored(name, recipe, model, config, line["epoch"], metrics)


def _rank(score):
    """What is least of the best epoch; one without a number is none."""
    return lambda line: (math.isnan(line[score]), line[score])
