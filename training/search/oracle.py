"""What chooses the trials of a search: KerasTuner's oracles."""

import keras_tuner
import numpy as np
from keras_tuner import oracles
from keras_tuner.engine.trial import TrialStatus

from training.cli.errors import InputError
from training.tasks import task_of

DRAWS = 20  # Where the Gaussian process' optimum cannot be tried.


class _Limited(keras_tuner.Oracle):
    """Draws only values that are allowed."""

    def __init__(self, allowed, **arguments):
        super().__init__(**arguments)
        self._allowed = allowed
        self._answers = {}

    def allowed(self, values):
        """Whether values may be tried; asked once, for it may take a while to say."""
        place = self._compute_values_hash(values)
        if place not in self._answers:
            self._answers[place] = self._allowed(values)
        return self._answers[place]

    def _random_values(self):
        while (values := super()._random_values()) and not self.allowed(values):
            # As if tried: KerasTuner draws no such values again, and ends when none are left.
            self._tried_so_far.add(self._compute_values_hash(values))
        return values


class _OwnValuesFirst(_Limited):
    """Has the first trial be the recipe itself: on what is held out the best is no worse."""

    def populate_space(self, trial_id):
        if self.start_order:
            return super().populate_space(trial_id)
        return {"status": TrialStatus.RUNNING, "values": dict(self.hyperparameters.values)}


class _Bayesian(_OwnValuesFirst, oracles.BayesianOptimizationOracle):
    def populate_space(self, trial_id):
        found = super().populate_space(trial_id)
        values = found["values"]
        if not values or (self.allowed(values) and not self._duplicate(values)):
            return found
        # The optimum is out of reach, or was tried: what of random draws promises most.
        draws = [draw for _ in range(DRAWS) if (draw := self._random_values())]
        if not draws:
            return {"status": TrialStatus.STOPPED, "values": None}
        return {"status": TrialStatus.RUNNING, "values": min(draws, key=self._bound)}

    def _bound(self, values):
        """What KerasTuner minimises: the lower confidence bound of the score."""
        point = [[one.value_to_prob(values[one.name]) for one in self._nonfixed_space()]]
        mean, deviation = self.gpr.predict(np.array(point), return_std=True)
        return float(mean[0] - self.beta * deviation[0])


class _Random(_OwnValuesFirst, oracles.RandomSearchOracle):
    pass


class _Hyperband(_Limited, oracles.HyperbandOracle):
    pass


def make_oracle(tuner, space, recipe, trials, allowed):
    """The oracle of a search.

    Args:
        tuner: `"hyperband"`, `"bayesian"` or `"random"`.
        space: `keras_tuner.HyperParameters`, whose values are the recipe's own.
        recipe: The recipe around which is searched.
        trials: Number of trials, at most.
        allowed: Function of a trial's values, of whether it may be tried. The recipe may.

    Raises:
        InputError: A package is not installed.
    """
    make, arguments = {
        "hyperband": (_Hyperband, {"max_epochs": recipe.optimisation.epochs}),
        # By default three trials a hyperparameter would be random.
        "bayesian": (_Bayesian, {"num_initial_points": max(2, trials // 2)}),
        "random": (_Random, {}),
    }[tuner]
    # KerasTuner takes 0 for none, and counts up: searches with other seeds are to have other draws.
    seed = int(np.random.default_rng(recipe.running.seed).integers(1, 2**31))
    try:
        oracle = make(
            allowed=allowed,
            objective=keras_tuner.Objective(task_of(recipe).score, "min"),
            hyperparameters=space,
            seed=seed,
            max_consecutive_failed_trials=trials + 1,  # Never: a chief that raises stops answering.
            **arguments,
        )
    except ImportError as error:
        raise InputError(str(error)) from error  # Which package, and how to install it.
    oracle.max_trials = trials  # Hyperband's constructor does not take it.
    return oracle
