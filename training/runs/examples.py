"""What a run trains on, and what it is judged by."""

from typing import Any
from typing import NamedTuple

import keras

from training import data
from training.cli.errors import InputError
from training.data import sequences
from training.runs.augmentation import augmentations
from training.runs.augmentation import changes_of_all
from training.runs.loading import completed
from training.runs.loading import in_words
from training.runs.loading import load_data
from training.runs.transfer import fitted_to_preset
from training.tasks import scores
from training.tasks import task_of


class RunExamples(NamedTuple):
    """A recipe's examples, for one of the processes that train.

    Attributes:
        recipe: The recipe, with what it left open taken from its data.
        source: Exactly what is used, in words.
        training: Batches to train on, whose `epoch` is to be set.
        watched: What every epoch is judged by, for the `validation_data` of `fit`.
        images: Of images, the `Split` that is watched.
        said: Lines for the user.
    """

    recipe: Any
    source: str
    training: keras.utils.PyDataset
    watched: Any
    images: data.Split | None
    said: list[str]


def examples_of(recipe, strategy):
    """The examples of a recipe.

    Raises:
        InputError: The data cannot be had, do not fit the recipe, or cannot be shared by the
            devices.
    """
    of = _images if recipe.examples == "images" else _sequences
    return of(recipe, strategy)


def _sequences(recipe, strategy):
    found = task_of(recipe).examples(recipe)
    recipe = task_of(recipe).completed(recipe, found)
    size = min(recipe.optimisation.batch_size, found.count)
    _check_even(size, strategy)
    seed, parts = recipe.running.seed, {"part": strategy.process, "parts": strategy.processes}
    said = [f"Data: {found.source}: {found.count:,} training sequences an epoch."]
    training = sequences.DrawnBatches(found, recipe.optimisation.batch_size, seed, **parts)
    return RunExamples(recipe, found.source, training, found.watched(), None, said)


def _images(recipe, strategy):
    task = task_of(recipe)
    said: list[str] = []
    given = recipe = fitted_to_preset(recipe, said.append)
    dataset = load_data(recipe)
    recipe = completed(recipe, dataset)
    images, optimisation, seed = recipe.images, recipe.optimisation, recipe.running.seed
    said.append(
        f"Data: {dataset.source}: {len(dataset.x_train):,} training images, "
        f"{len(dataset.x_test):,} test images."
    )
    if recipe != given:
        said.append(in_words(given, recipe, dataset))
    training, watched = data.hold_out(dataset, images.holdout, seed)
    if not images.holdout:
        watched = data.Split(dataset.x_test, dataset.y_test)
    watched = watched.first(_even(len(watched.x), strategy.replicas))
    _check_even(min(optimisation.batch_size, len(training.x)), strategy)
    part = {
        "part": strategy.process,
        "parts": strategy.processes,
        "targets": task.targets,
        "inputs": task.inputs,
        "boxes": task.boxes,
    }
    batches = data.Batches(
        *training,
        optimisation.batch_size,
        seed=seed,
        augment=augmentations(images),
        shuffle=True,
        drop_remainder=True,
        new_scenes=True,
        **part,
    )
    validation = data.Batches(
        *watched,
        _even(scores.BATCH, strategy.replicas),
        augment=changes_of_all(images),
        **part,
    )
    return RunExamples(recipe, dataset.source, batches, validation, watched, said)


def _even(count, replicas):
    """The largest number up to `count` that so many replicas can share evenly."""
    return count - count % replicas


def _check_even(examples, strategy):
    if _even(examples, strategy.replicas) != examples:
        raise InputError(
            f"A batch of {examples} cannot be shared evenly by {strategy.replicas} devices: "
            "choose another --batch-size."
        )
