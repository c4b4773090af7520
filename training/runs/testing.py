"""What a model scores on the examples that are for testing."""

from typing import Any
from typing import NamedTuple

from keras import tree

from stawm_keras.models import seen
from training.cli.errors import InputError
from training.data.npz import said
from training.runs.drawn_masks import scores_of_masks
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


def test(recipe, model, corruptions=False, masks=None):
    """Tests the model of a recipe.

    Args:
        recipe: The recipe.
        model: Its model.
        corruptions: Whether to test a classifier of images on corrupted and attacked ones, too.
        masks: File of masks that those of a drawer are compared with, or `None`.

    Raises:
        InputError: The data cannot be had, or do not fit the recipe, or what is asked for is
            nothing that the recipe's models do.
    """
    of_images = recipe.examples == "images"
    if corruptions and not (of_images and task_of(recipe).score == "error"):
        raise InputError(
            "The run does not name what is on an image, and --corruptions counts how often that "
            "goes wrong: leave it out."
        )
    if masks and "masks" not in seen(model):
        raise InputError(
            "The run draws no masks to compare with others: leave --masks out, or name a run that "
            "was trained with --canvas over."
        )
    return _images(recipe, model, corruptions, masks) if of_images else _sequences(recipe, model)


def _sequences(recipe, model):
    task = task_of(recipe)
    examples = task.examples(recipe)
    tested = examples.tested()
    counts = (len(tree.flatten(targets)[0]) for _, targets, *_ in tested.values())
    return Tested(task.evaluate(model, tested), examples.source, sum(counts))


def _images(recipe, model, corruptions, masks):
    dataset = load_data(recipe)
    scores = task_of(recipe).evaluate(model, dataset.x_test, dataset.y_test)
    if "frames" in seen(model):
        scores["looks"] = of_looks(model, dataset.x_test)
    if corruptions:
        from training.tasks import robustness

        scores["corruptions"] = robustness.of_corruptions(model, dataset.x_test, dataset.y_test)
        scores["pgd"] = robustness.of_attacks(model, dataset.x_test, dataset.y_test)
    if masks:
        scores["masks"] = scores_of_masks(recipe, model, dataset, masks)
        scores["masks_file"] = said(masks)
    if "recall" in scores:
        recall = scores["recall"]
        names = recipe.images.class_names or map(str, range(len(recall)))
        scores["recall"] = dict(zip(names, recall, strict=True))
    return Tested(scores, dataset.source, len(dataset.x_test))
