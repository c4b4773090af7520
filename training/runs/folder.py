"""The folder of a run: what was asked for, what came out, and the check-points."""

import json
from pathlib import Path

from training.cli.errors import InputError
from training.cli.json_file import read_json
from training.cli.json_file import write_json
from training.hardware.environment import environment
from training.runs import check_point
from training.runs.metrics import read_metrics
from training.runs.metrics import write_metrics

# What a run's config.json must say, whichever version wrote it.
WRITTEN = {"recipe": str, "values": dict, "data": str}


class RunFolder:
    """A run on disk.

    `config.json` holds the recipe's name and values, the data that was used, versions, commit and
    hardware; `metrics.jsonl` a line an epoch; `tensorboard/` the same, and what the model
    looks at, for TensorBoard; `checkpoints/` the model after the last epoch, and where images were
    held out the one after the best, each with its SHA-256 beside it.

    No file is ever half-written, and one that is broken is no more than an `InputError`.
    """

    def __init__(self, path):
        self.path = Path(path)
        self.config_file = self.path / "config.json"
        self.metrics_file = self.path / "metrics.jsonl"
        self.tensorboard = self.path / "tensorboard"

    def checkpoint(self, which):
        """The file of the `"last"` or the `"best"` model."""
        return self.path / "checkpoints" / f"{which}.keras"

    def create(self, recipe_name, recipe, source, strategy="one device"):
        """Starts a run."""
        self.check_new()
        self.checkpoint("last").parent.mkdir(parents=True, exist_ok=True)
        config = {
            "recipe": recipe_name,
            "values": plain(recipe),
            "data": source,
            "strategy": strategy,
            **environment(),
        }
        write_json(self.config_file, config)

    def config(self):
        """What `create` wrote."""
        config = read_json(
            self.config_file,
            f"{self.path} is not the folder of a run: it has no config.json. "
            "Name one that training.train made.",
        )
        for name, kind in WRITTEN.items():
            if not isinstance(config, dict) or not isinstance(config.get(name), kind):
                raise InputError(
                    f"{self.config_file} is broken, for it does not say the run's {name}: put the "
                    "right file back, or train again."
                )
        return config

    def check_new(self):
        """Raises `InputError` if there is a run here."""
        if self.config_file.exists():
            raise InputError(
                f"{self.path} holds a run already: continue it with --resume, or name another "
                "folder with --run."
            )

    def check_recipe(self, recipe_name):
        """Raises `InputError` if the run here is of another recipe."""
        there = self.config()["recipe"]
        if there != recipe_name:
            raise InputError(
                f"{self.path} holds a check-point of {there}, and {recipe_name} was to be resumed: "
                "name its own folder with --run."
            )

    def check_same(self, recipe, source):
        """Raises `InputError` if the run here is of other data, or of other values."""
        config = self.config()
        what = f"The run in {self.path}"
        if config["data"] != source:
            raise InputError(
                f"{what} was trained on {config['data']}, and there is {source}: put its own data "
                "back, or start another."
            )
        check_same_values(what, config["values"], plain(recipe))

    def append_metrics(self, metrics):
        """Adds an epoch's line."""
        write_metrics(self.metrics_file, [*self.metrics(), metrics])

    def metrics(self, *names):
        """The lines written so far, which must have these names."""
        return read_metrics(self.metrics_file, names)

    def trained_metrics(self, *names):
        """The lines of a run with a check-point: at least one, for metrics are written first."""
        lines = self.metrics(*names)
        if not lines:
            raise InputError(
                f"{self.metrics_file} is missing or empty, and there is a check-point: put it "
                "back, or train again."
            )
        return lines

    def forget_metrics_after(self, epoch):
        """Drops the lines of epochs whose check-point was not written any more."""
        lines = self.metrics()
        if len(lines) < epoch:
            raise InputError(
                f"{self.metrics_file} ends with epoch {len(lines)}, and the check-point is of "
                f"epoch {epoch}: put the right file back, or train again."
            )
        write_metrics(self.metrics_file, lines[:epoch])

    def load_weights(self, model, which):
        """Loads a check-point into a model of the run's recipe."""
        check_point.load(model, self.checkpoint(which))

    def save_model(self, model, which):
        """Writes a check-point, whole or not at all."""
        check_point.save(model, self.checkpoint(which))


def check_same_values(what, there, here):
    """Raises `InputError` if what is to be resumed has other values than those asked for."""
    for name, value in here.items():
        if there.get(name) != value:
            raise InputError(
                f"{what} has {name}={there.get(name)}, and {value} was asked for: resume it with "
                "its own values, or start another."
            )


def plain(recipe):
    """The recipe's values as JSON gives them back."""
    return json.loads(json.dumps(recipe.flat()))
