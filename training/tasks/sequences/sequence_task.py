"""What every task of sequences does."""

from typing import Any

from stawm_keras.visualisation import plot_addressing
from stawm_keras.visualisation import trace_addressing
from stawm_keras.visualisation.addressing import memory_with_heads
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

    def completed(self, recipe, examples):
        """The recipe, with what it leaves open taken from its examples."""
        return recipe

    def evaluate(self, model, tested) -> dict[str, Any]:
        """Scores of every test, plain numbers by name, or dictionaries of them.

        Args:
            model: The model.
            tested: The tests, as its examples' `tested` returns them.
        """
        raise NotImplementedError

    def pictures(self, model, sequences, recipe):
        """Pictures of what a model does with its first example.

        Args:
            model: The model.
            sequences: Examples, as its `Examples` gives them.
            recipe: The recipe.

        Returns:
            Dictionary of `matplotlib.figure.Figure` by name: `"addressing"`, where the memory's
            heads are, if they find slots.
        """
        if memory_with_heads(model) is None:
            return {}
        inputs, targets = (part[:1] for part in sequences[:2])
        said = model.predict(inputs, verbose=0)
        same = said.shape == targets.shape  # Bits, and their logits.
        found = {name: part[0] for name, part in trace_addressing(model, inputs).items()}
        answered = {"answers": said[0] > 0, "targets": targets[0]} if same else {}
        return {"addressing": plot_addressing(inputs[0], found, **answered)}
