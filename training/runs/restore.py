"""A finished run, as a model again."""

from typing import NamedTuple

from training.cli import recipe_file
from training.cli.errors import InputError
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


def restore(folder, checkpoint="last", data=None):
    """Builds a run's model and loads a check-point into it.

    Args:
        folder: The run's folder.
        checkpoint: `"last"` or `"best"`.
        data: Where to read the data from now on, if not where the run did.

    Raises:
        InputError: The folder holds no such check-point.
    """
    run = RunFolder(folder)
    config = run.config()
    name, recipe = recipe_file.parse(config, run.path / "config.json")
    if data:
        recipe = recipe.changed(data=data)
    if checkpoint == "best" and not recipe.images.holdout:
        raise InputError(
            f"{run.path} held no images out to choose a best check-point by: take --checkpoint "
            "last, or train with --holdout."
        )
    file = run.checkpoint(checkpoint)
    if not file.exists():
        raise InputError(
            f"There is no check-point {file}: train the run for at least one epoch first."
        )
    task = task_of(recipe)
    model = task.build(recipe)
    run.load_weights(model, checkpoint)
    metrics = run.metrics()
    best = min(metrics, key=lambda line: line[task.score])
    seen = metrics[-1] if checkpoint == "last" else best
    return Restored(name, recipe, model, config, seen["epoch"], metrics)
