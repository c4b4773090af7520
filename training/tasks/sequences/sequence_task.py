"""What every task of sequences does."""

from typing import Any

from training.data.sequences import Examples
from training.tasks.task import Task


class SequenceTask(Task):
    """A model reads sequences, and answers."""

    def examples(self, recipe) -> Examples:
        """Where a recipe's sequences come from.

        Raises:
            InputError: They cannot be had as the recipe wants them.
        """
        raise NotImplementedError

    def evaluate(self, model, tested) -> dict[str, Any]:
        """Scores of every test, plain numbers by name, or dictionaries of them.

        Args:
            model: The model.
            tested: The tests, as its examples' `tested` returns them.
        """
        raise NotImplementedError
