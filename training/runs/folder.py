"""The folder of a run: what was asked for, what came out, and the check-points."""

import contextlib
import json
import os
import zipfile
from pathlib import Path

import keras

from training.cli.errors import InputError
from training.cli.json_file import read_json
from training.hardware.environment import environment


class RunFolder:
    """A run on disk.

    `config.json` holds the recipe's name and values, the data that was used, versions, commit and
    hardware; `metrics.jsonl` a line an epoch; `tensorboard/` the same, and what the model
    looks at, for TensorBoard; `checkpoints/` the models after the last and after the best epoch.

    Files are written beside their place and then moved, so that none is ever half-written.
    """

    def __init__(self, path):
        self.path = Path(path)
        self.metrics_file = self.path / "metrics.jsonl"
        self.tensorboard = self.path / "tensorboard"

    def checkpoint(self, which):
        """The file of the `"last"` or the `"best"` model."""
        return self.path / "checkpoints" / f"{which}.keras"

    def create(self, recipe_name, recipe, source, strategy="one device"):
        """Starts a run: nothing of another one may be here."""
        if (self.path / "config.json").exists():
            raise InputError(
                f"{self.path} holds a run already: continue it with --resume, or name another "
                "folder with --run."
            )
        self.checkpoint("last").parent.mkdir(parents=True, exist_ok=True)
        config = {
            "recipe": recipe_name,
            "values": plain(recipe),
            "data": source,
            "strategy": strategy,
            **environment(),
        }
        text = json.dumps(config, indent=2) + "\n"
        write_whole(self.path / "config.json", lambda file: file.write_text(text))

    def config(self):
        """What `create` wrote."""
        return read_json(
            self.path / "config.json",
            f"{self.path} is not the folder of a run: it has no config.json. "
            "Name one that training.train made.",
        )

    def check_same(self, recipe_name, recipe):
        """Raises `InputError` if the run here is of another recipe, or of other values."""
        config = self.config()
        if config["recipe"] != recipe_name:
            raise InputError(
                f"{self.path} holds a check-point of {config['recipe']}, and {recipe_name} was to "
                "be resumed: name its own folder with --run."
            )
        check_same_values(f"The run in {self.path}", config["values"], plain(recipe))

    def append_metrics(self, metrics):
        """Adds an epoch's line."""
        self._write_metrics([*self.metrics(), metrics])

    def metrics(self):
        """The lines written so far."""
        if not self.metrics_file.exists():
            return []
        return [json.loads(line) for line in self.metrics_file.read_text().splitlines()]

    def forget_metrics_after(self, epoch):
        """Drops the lines of epochs whose check-point was not written any more."""
        self._write_metrics([line for line in self.metrics() if line["epoch"] <= epoch])

    def _write_metrics(self, lines):
        text = "".join(f"{json.dumps(line)}\n" for line in lines)
        write_whole(self.metrics_file, lambda file: file.write_text(text))

    def load_weights(self, model, which):
        """Loads a check-point into a model of the run's recipe."""
        file = self.checkpoint(which)
        try:
            with zipfile.ZipFile(file) as archive:
                archive.testzip()
        except (OSError, zipfile.BadZipFile) as error:
            raise InputError(
                f"{file} cannot be read ({error}): it is broken; use the run's other check-point, "
                "or train again."
            ) from error
        try:
            model.load_weights(file)
        except (ValueError, KeyError) as error:
            raise InputError(
                f"{file} does not fit the model of {self.path}/config.json: it is a check-point of "
                "another run; put the right one back, or train again."
            ) from error

    def save_model(self, model, which):
        """Writes a check-point, whole or not at all."""
        with _by_itself():
            write_whole(self.checkpoint(which), model.save)


@contextlib.contextmanager
def _by_itself():
    """What one process does while the others of its run take no part."""
    distribution = keras.distribution.distribution()
    keras.distribution.set_distribution(None)
    try:
        yield
    finally:
        keras.distribution.set_distribution(distribution)


def write_whole(target, write):
    """Lets `write` fill a file beside `target`, then moves it there: whole or not at all."""
    partial = target.with_name(f".{os.getpid()}.{target.name}")
    try:
        write(partial)
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)


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
