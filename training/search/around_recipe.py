"""Searching for a recipe's best values with KerasTuner."""

import functools
import os

import keras_tuner
from keras_tuner.errors import FatalError
from pydantic import ValidationError

from stawm_keras.tuning import vary
from training.cli.errors import InputError
from training.cli.errors import TrainingDiverged
from training.data import hold_out
from training.hardware.precision import resolved
from training.runs.loading import completed
from training.runs.loading import load_data
from training.search.folder import SearchFolder
from training.search.oracle import make_oracle
from training.search.recipe_tuner import RecipeTuner
from training.search.recipe_tuner import in_words
from training.search.recipe_tuner import searched_values
from training.search.recipe_tuner import trial_values
from training.tasks import task_of

# KerasTuner's own, which tell each process of a distributed search its part.
VARIABLES = ("KERASTUNER_TUNER_ID", "KERASTUNER_ORACLE_IP", "KERASTUNER_ORACLE_PORT")


def search_around(
    recipe_name,
    recipe,
    folder,
    tuner,
    trials,
    executions_per_trial=1,
    max_model_size=None,
    keep=(),
    resume=False,
    say=print,
):
    """Searches around a recipe's values, and writes the best into a file.

    Args:
        recipe_name: Name of the recipe.
        recipe: The recipe, of a model that looks.
        folder: The search's folder.
        tuner: `"hyperband"`, `"bayesian"` or `"random"`.
        trials: Number of trials, at most.
        executions_per_trial: Times that a trial is trained; the mean of their scores counts.
        max_model_size: Number of parameters that a model may have, or `None` for any.
        keep: Names of values that stay the recipe's.
        resume: Whether to go on with the search that the folder holds.
        say: Function that is given each line for the user.

    Returns:
        Path of the file with the best recipe; `None` from a worker, whose chief writes it.

    Raises:
        InputError: What was given is wrong.
        Interrupted: A signal stopped the search.
        TrainingDiverged: Every trial diverged.
    """
    part = _part()
    dataset = load_data(recipe)
    recipe = completed(recipe, dataset)
    held_out = recipe.images.holdout or max(1, len(dataset.x_train) // 10)
    searched = resolved(recipe.changed(holdout=held_out))
    # What no trial could be trained with is refused before anything is written.
    hold_out(dataset, held_out, recipe.running.seed)
    size = task_of(searched).build(searched).count_params()
    if max_model_size and size > max_model_size:
        raise InputError(
            f"The recipe's own model has {size:,} parameters: give --max-model-size that or more, "
            "or make the recipe smaller."
        )

    allowed = functools.partial(may_try, searched, max_model_size)
    oracle = make_oracle(tuner, _space(searched, keep), searched, trials, allowed)
    described = {
        "recipe": recipe_name,
        "tuner": tuner,
        "executions_per_trial": executions_per_trial,
        "max_model_size": max_model_size,
        "keep": sorted(keep),
    }
    place = SearchFolder(folder, described, searched)
    if part != "worker":
        place.check_same() if resume else place.create()
    say(f"Search: {folder}; {held_out:,} training images are held out to judge by.")
    say(f"The recipe's own model has {size:,} parameters.")
    try:
        recipe_tuner = RecipeTuner(
            oracle,
            place.path,
            recipe_name,
            searched,
            dataset.source,
            executions_per_trial=executions_per_trial,
            say=say,
        )
        # KerasTuner goes on only with a search of the same part, and after its first trial.
        if resume and part != "worker" and (place.path / "oracle.json").exists():
            oracle.reload()
    except (KeyError, RuntimeError, ValueError) as error:
        raise InputError(
            f"What KerasTuner kept in {folder} is broken ({error}): start another search."
        ) from error
    if part == "worker":
        say(f"Worker {recipe_tuner.tuner_id}: waiting for the chief.")
        recipe_tuner.oracle.get_space()
        place.check_same()
    _run(recipe_tuner, part)
    if part == "worker":
        say("There are no more trials; the chief writes the best recipe.")
        return None
    return _write_best(recipe_tuner, place, recipe, say)


def _part():
    """This process' part in the search: `"alone"`, or a distributed search's chief or worker."""
    given = [name for name in VARIABLES if os.environ.get(name)]
    if given and len(given) < len(VARIABLES):
        raise InputError(
            f"A distributed search needs {', '.join(VARIABLES)} in its environment. Received: "
            f"{', '.join(given)} alone."
        )
    if not given:
        return "alone"
    return "chief" if "chief" in os.environ["KERASTUNER_TUNER_ID"] else "worker"


def _space(recipe, keep):
    """The space around a recipe's values, but for those that are kept."""
    given = searched_values(recipe)
    everything, space = keras_tuner.HyperParameters(), keras_tuner.HyperParameters()
    vary(everything, **given)
    for name in keep:
        if name not in everything.values:
            raise InputError(
                f"There is no value '{name}' in the search: keep some of "
                f"{', '.join(everything.values)}."
            )
        space.Fixed(name, everything.values[name])
    vary(space, **given)
    return space


def may_try(recipe, max_model_size, values):
    """Whether a recipe can have a trial's values, and its model is no larger than asked for."""
    point = keras_tuner.HyperParameters()
    point.values = dict(values)
    try:
        tried = recipe.changed(**trial_values(point, recipe))
    except ValidationError:  # The space goes beyond what recipes may have.
        return False
    return not max_model_size or task_of(tried).build(tried).count_params() <= max_model_size


def _run(recipe_tuner, part):
    try:
        recipe_tuner.search(verbose=0)
    except FatalError as error:
        raise (error.__cause__ or error) from None
    except RuntimeError as error:
        if part != "chief":
            raise
        # It trains nothing: it could not begin to listen.
        place = ":".join(os.environ[name] for name in VARIABLES[1:])
        raise InputError(
            f"The chief cannot listen at {place} ({error}): name an address of this machine and a "
            "free port."
        ) from error


def _write_best(recipe_tuner, place, recipe, say):
    ended = [one for one in recipe_tuner.oracle.trials.values() if one.status == "COMPLETED"]
    if not ended:
        raise TrainingDiverged(
            "Every trial diverged: try a lower --learning-rate, or another --clipping."
        )
    # The first of the best: KerasTuner has them in no order when a search was resumed.
    best = min(ended, key=lambda trial: (trial.score, trial.trial_id))
    values, task = recipe_tuner.values(best), task_of(recipe)
    found = {"trial": best.trial_id, "trials": len(ended), task.score: best.score}
    # What was held out to judge by is to be trained on at last.
    place.write_best(recipe.changed(**values, holdout=0), found)
    scores = task.in_words(recipe_tuner.scores(best))
    say(f"Best of {len(ended)} trials: {best.trial_id}, {scores}: {in_words(values)}.")
    return place.best
