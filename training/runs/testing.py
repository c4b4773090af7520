"""What a model scores on the examples that are for testing."""

from typing import Any
from typing import NamedTuple

from keras import tree

from stawm_keras.models import seen
from training.recipes import values
from training.runs.loading import load_data
from training.tasks import task_of
from training.tasks.scores import of_looks


class Tested(NamedTuple):
    """What a model scores.

    Attributes:
        scores: Dictionary of the task's scores; a classifier's `recall` by the names of classes.
        source: What was tested on, in words.
        examples: How many that was.
    """

    scores: dict[str, Any]
    source: str
    examples: int


def test(recipe, model):
    """Tests the model of a recipe.

    Raises:
        InputError: The data cannot be had, or do not fit the recipe.
    """
    of = _sequences if isinstance(recipe, values.SequenceRecipe) else _images
    return of(recipe, model)


def _sequences(recipe, model):
    task = task_of(recipe)
    examples = task.examples(recipe)
    tested = examples.tested()
    counts = (len(tree.flatten(targets)[0]) for _, targets, *_ in tested.values())
    return Tested(task.evaluate(model, tested), examples.source, sum(counts))


def _images(recipe, model):
    dataset = load_data(recipe)
    scores = task_of(recipe).evaluate(model, dataset.x_test, dataset.y_test)
    if "frames" in seen(model):
        scores["looks"] = of_looks(model, dataset.x_test)
    if "recall" in scores:
        recall = scores["recall"]
        names = recipe.images.class_names or map(str, range(len(recall)))
        scores["recall"] = dict(zip(names, recall, strict=True))
    return Tested(scores, dataset.source, len(dataset.x_test))
