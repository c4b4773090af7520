"""A KerasTuner tuner whose trials are runs."""

import dataclasses
import math
import shutil

import keras
import keras_tuner
from keras_tuner.errors import FatalError

from stawm_keras.tuning import vary
from training.errors import TrainingDiverged
from training.run_folder import RunFolder
from training.trainer import train


class RecipeTuner(keras_tuner.Tuner):
    """Trains every trial as a run in a folder of its own.

    So a trial that was interrupted goes on with the epoch where it stopped, one that Hyperband
    gives more epochs goes on with its optimiser's state and learning rate, and any can be evaluated
    and looked at. A trial's score is that of its last epoch.

    Args:
        oracle: KerasTuner's `Oracle`, with the whole space.
        folder: Path of the search's folder.
        recipe_name: Name of the recipe.
        recipe: The recipe around which is searched.
        source: What data is used, in words.
        say: Function that is given each line for the user.
    """

    def __init__(self, oracle, folder, recipe_name, recipe, source, say):
        self.recipe_name = recipe_name
        self.recipe = recipe
        self.source = source
        self.say = say
        super().__init__(oracle, directory=str(folder), project_name=".")

    def values(self, trial):
        """The values of the recipe that a trial changes."""
        return vary(trial.hyperparameters, dataclasses.asdict(self.recipe))

    def run_of(self, trial_id):
        """The `RunFolder` of a trial."""
        return RunFolder(self.get_trial_dir(trial_id))

    def run_trial(self, trial, **_):
        values = self.values(trial)
        self.say(f"Trial {trial.trial_id}: {in_words(values)}.")
        # Hyperband's own; the others train as long as the recipe says.
        epochs = trial.hyperparameters.values.get("tuner/epochs", self.recipe.epochs)
        recipe = dataclasses.replace(self.recipe, **values, epochs=epochs)
        keras.utils.clear_session()
        try:
            last = self._train(trial, recipe).metrics()[-1]
        except TrainingDiverged as error:
            self.say(str(error))
            return math.nan  # This trial failed; there are others.
        except Exception as error:
            raise FatalError(str(error)) from error  # All trials would fail.
        self.say(f"Trial {trial.trial_id}: {recipe.say(last)}.")
        return last[recipe.score]

    def _train(self, trial, recipe):
        run = self.run_of(trial.trial_id)
        begun = (run.path / "config.json").exists()
        earlier = trial.hyperparameters.values.get("tuner/trial_id")
        if earlier and not begun:
            self._take_up(self.run_of(earlier), run, recipe)
            begun = True
        # Pictures would take long, and are for the run that is made of the best recipe.
        return train(self.recipe_name, recipe, run.path, resume=begun, say=self.say, board_every=0)

    def _take_up(self, earlier, run, recipe):
        """Begins a run where an earlier one of fewer epochs ended."""
        source, target = (one.checkpoint("last").parent for one in (earlier, run))
        shutil.copytree(source, target, dirs_exist_ok=True)
        shutil.copy(earlier.metrics_file, run.metrics_file)
        run.create(self.recipe_name, recipe, self.source)  # Last, for it says that the run began.


def in_words(values):
    """A trial's values on one line."""
    return ", ".join(
        f"{name} {value:.3g}" if isinstance(value, float) else f"{name} {value}"
        for name, value in values.items()
    )
