"""What every task does."""

from collections.abc import Callable
from typing import Any

import keras

from training.cli.errors import InputError
from training.hardware.devices import compiles_faster
from training.hardware.precision import resolved
from training.tasks.optimisation import build_optimizer


class Task:
    """What a recipe's model is, how it is trained and judged, and how that is said.

    A task holds no values: recipes do.

    Attributes:
        score: Name of the metric by which a run's best check-point is chosen; less is better.
        make: Method with the arguments of `build`, which makes the model and may raise
            `ValueError`.
    """

    score: str
    make: Callable[..., keras.Model]

    def build(self, recipe, *trained):
        """A new model of a recipe, its weights seeded.

        Args:
            recipe: The recipe.
            *trained: The model on which it is built, if the task is to build on one.

        Raises:
            InputError: If the values do not make a model.
        """
        keras.utils.set_random_seed(recipe.running.seed)
        try:
            return self.make(resolved(recipe), *trained)
        except InputError:
            raise
        except ValueError as error:
            raise InputError(str(error)) from error

    def compile(self, model, recipe):
        """Compiles a model to train as a recipe says."""
        jit = recipe.running.jit
        model.compile(
            optimizer=build_optimizer(recipe.optimisation),
            **self.compile_arguments(recipe),
            jit_compile=compiles_faster() if jit is None else jit,
            steps_per_execution=recipe.running.steps_per_execution,
            auto_scale_loss=False,
        )

    def compile_arguments(self, recipe) -> dict[str, Any]:
        """Losses and metrics, for `compile`."""
        raise NotImplementedError

    def metrics(self, logs, output="") -> dict[str, float]:
        """Metrics of an epoch, of what Keras logged.

        Args:
            logs: Keras' logs.
            output: What the names in it begin with, of a model with several outputs.
        """
        raise NotImplementedError

    def in_words(self, scores) -> str:
        """Scores or metrics, in words."""
        raise NotImplementedError
