"""A KerasTuner tuner whose trials are runs."""

import math
import shutil
import statistics
from pathlib import Path

import keras
import keras_tuner
from keras_tuner.errors import FatalError

from stawm_keras.tuning import vary
from training.cli.errors import TrainingDiverged
from training.runs.fitting import train
from training.runs.folder import RunFolder
from training.tasks import task_of
from training.tasks.memories import build_memory


class RecipeTuner(keras_tuner.Tuner):
    """Trains every trial as runs in folders of their own, one for each of its executions.

    So a trial that was interrupted goes on with the epoch where it stopped, one that Hyperband
    gives more epochs goes on with its optimiser's state and learning rate, and any can be evaluated
    and looked at. A trial's score is that of the last epoch, the mean of its runs'. They have one
    seed after the other, from the recipe's on.

    Args:
        oracle: KerasTuner's `Oracle`, with the whole space.
        folder: Path of the search's folder.
        recipe_name: Name of the recipe.
        recipe: The recipe around which is searched.
        source: What data is used, in words.
        executions_per_trial: Number of runs of a trial.
        say: Function that is given each line for the user.
    """

    def __init__(self, oracle, folder, recipe_name, recipe, source, executions_per_trial, say):
        self.recipe_name = recipe_name
        self.recipe = recipe
        self.source = source
        self.seeds = range(recipe.running.seed, recipe.running.seed + executions_per_trial)
        self.say = say
        super().__init__(oracle, directory=str(folder), project_name=".")

    def values(self, trial):
        """The values of the recipe that a trial changes."""
        return trial_values(trial.hyperparameters, self.recipe)

    def run_of(self, trial_id, seed):
        """The `RunFolder` of a trial with a seed."""
        return RunFolder(Path(self.get_trial_dir(trial_id)) / f"seed_{seed}")

    def scores(self, trial):
        """Means of what a trial's runs measured in their last epoch, by name."""
        runs = [self.run_of(trial.trial_id, seed) for seed in self.seeds]
        last = [run.trained_metrics(task_of(self.recipe).score)[-1] for run in runs]
        numbers = [name for name, one in last[0].items() if isinstance(one, (int, float))]
        shared = [name for name in numbers if all(name in one for one in last)]
        return {name: statistics.fmean(one[name] for one in last) for name in shared}

    def run_trial(self, trial, **_):
        values = self.values(trial)
        self.say(f"Trial {trial.trial_id}: {in_words(values)}.")
        # Hyperband's own; the others train as long as the recipe says.
        epochs = trial.hyperparameters.values.get("tuner/epochs", self.recipe.optimisation.epochs)
        recipe = self.recipe.changed(**values, epochs=epochs)
        try:
            for seed in self.seeds:
                keras.utils.clear_session()
                self._train(trial, recipe.changed(seed=seed))
        except TrainingDiverged as error:
            self.say(str(error))
            return math.nan  # This trial failed; there are others.
        except Exception as error:
            raise FatalError(str(error)) from error  # All trials would fail.
        scores, task = self.scores(trial), task_of(recipe)
        self.say(f"Trial {trial.trial_id}: {task.in_words(scores)}.")
        return scores[task.score]

    def _train(self, trial, recipe):
        run = self.run_of(trial.trial_id, recipe.running.seed)
        begun = (run.path / "config.json").exists()
        earlier = trial.hyperparameters.values.get("tuner/trial_id")
        if earlier and not begun:
            self._take_up(self.run_of(earlier, recipe.running.seed), run, recipe)
            begun = True
        # Pictures would take long, and are for the run that is made of the best recipe.
        train(self.recipe_name, recipe, run.path, resume=begun, say=self.say, board_every=0)

    def _take_up(self, earlier, run, recipe):
        """Begins a run where an earlier one of fewer epochs ended."""
        source, target = (one.checkpoint("last").parent for one in (earlier, run))
        shutil.copytree(source, target, dirs_exist_ok=True)
        shutil.copy(earlier.metrics_file, run.metrics_file)
        run.create(self.recipe_name, recipe, self.source)  # Last, for it says that the run began.


def searched_values(recipe):
    """A recipe's values and its memory, if it has one, as `vary` takes them."""
    given, backbone = recipe.flat(), getattr(recipe.model, "backbone", None)
    if isinstance(given.get("glimpse_cnn"), str):  # Not made of convolutions.
        given["glimpse_cnn"] = ()
    return {"given": given, "memory": build_memory(backbone.memory) if backbone else None}


def trial_values(hp, recipe):
    """The values of a recipe that a trial changes, those of its memory among them."""
    values = vary(hp, **searched_values(recipe))
    own = values.pop("memory", {})
    return values | (recipe.model.backbone.memory.named(own) if own else {})


def in_words(values):
    """A trial's values on one line."""
    return ", ".join(
        f"{name} {value:.3g}" if isinstance(value, float) else f"{name} {value}"
        for name, value in values.items()
    )
