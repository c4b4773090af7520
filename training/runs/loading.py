"""A recipe's data, and what a recipe takes from them."""

import math
from typing import Any

import numpy as np

from training import data
from training.cli.errors import InputError
from training.cli.recipe_options import overridden
from training.runs.augmentation import binarised
from training.runs.composition import in_scenes
from training.runs.composition import published

MEASURED = 2000  # Images, drawn at random, of which mean and deviation are taken.
AT_ONCE = 2**24  # Pixels of them, at most.
BLACK = 1e-3  # The least deviation: images that are all alike have none to divide by.


def load_data(recipe):
    """The recipe's data set, which must fit the recipe."""
    wanted = recipe.images
    sums = wanted.composition.scene == "sum"  # Whose classes are not those of the images.
    dataset = data.load(
        wanted.dataset,
        wanted.data,
        None if sums else wanted.num_classes,
        image_size=wanted.image_size,
        channels=wanted.image_shape and wanted.image_shape[-1],
        fit=wanted.fit,
        class_names=None if sums else wanted.class_names,
        skip_broken=wanted.skip_broken,
    )
    if wanted.composition.scene:
        dataset = in_scenes(dataset, wanted, recipe.model.classifies)
    if wanted.binarisation:
        dataset = binarised(dataset, wanted.binarisation)
    shape = dataset.x_train.shape[-3:]  # Of a video, that of a frame.
    if wanted.image_shape not in (None, shape):
        mend = (
            "take the scenes' with --image-shape None"
            if wanted.composition.scene
            else "change one of them, or bring the images to another --image-size"
        )
        raise InputError(
            f"The images of {dataset.source} have shape {shape}, and the recipe is for "
            f"{wanted.image_shape}: {mend}."
        )
    return dataset


def completed(recipe, dataset):
    """The recipe with what it leaves open taken from its data set.

    Raises:
        InputError: The recipe cannot be for such data.
    """
    images = recipe.images
    found: dict[str, Any] = {}
    if isinstance(dataset.x_train, data.Scenes):
        found |= published(dataset.x_train.composer)
    if images.image_shape is None:
        found["image_shape"] = dataset.x_train.shape[-3:]
    if images.num_classes is None and recipe.model.classifies:
        found["num_classes"] = _count_classes(dataset)
    if images.class_names is None and dataset.class_names:
        found["class_names"] = dataset.class_names
    if dataset.validation:
        found["holdout"] = len(dataset.validation.y)
    if images.mean is None or images.std is None:
        mean, std = _mean_and_std(dataset.x_train)
        found |= {"mean": mean} if images.mean is None else {}
        found |= {"std": std} if images.std is None else {}
    return overridden(recipe, found)


def in_words(recipe, complete, dataset):
    """What a recipe took from its data set, in one line."""
    before, after = recipe.flat(), complete.flat()
    taken = [f"{name} {_short(after[name])}" for name in after if after[name] != before[name]]
    part = f" (of {MEASURED:,} images)" if len(dataset.x_train) > MEASURED else ""
    return f"From the data: {', '.join(taken)}{part}."


def _short(value):
    if not isinstance(value, tuple):
        return str(value)
    few = [str(one) for one in value[:10]] + ["..."] * (len(value) > 10)
    return f"({', '.join(few)})"


def _count_classes(dataset):
    names = dataset.class_names
    if names and len(names) == 1:
        raise InputError(
            f"'{names[0]}' is the only class of {dataset.source}: name the folder that holds a "
            "folder for each class."
        )
    if names:
        return len(names)
    labels = np.concatenate([dataset.y_train, dataset.y_test])
    if labels.min() < 0:
        raise InputError(
            f"{dataset.source} has the label {labels.min()}: the labels of classes must be from 0 "
            "on, one after the other."
        )
    return int(labels.max()) + 1


def _mean_and_std(images):
    """Of the pixels of each channel, in [0, 1], to four digits."""
    count = min(MEASURED, len(images))
    rows = np.sort(np.random.default_rng(0).permutation(len(images))[:count])
    total, squares, pixels = 0.0, 0.0, 0
    at_once = max(1, min(100, AT_ONCE // math.prod(images.shape[1:])))
    for begin in range(0, count, at_once):
        part = images[rows[begin : begin + at_once]].astype(np.float64) / 255
        all_but_channels = tuple(range(part.ndim - 1))
        total += part.sum(axis=all_but_channels)
        squares += np.square(part).sum(axis=all_but_channels)
        pixels += part[..., 0].size
    mean = total / pixels
    std = np.sqrt(np.maximum(squares / pixels - np.square(mean), 0)).clip(BLACK)
    return tuple(tuple(np.round(numbers, 4).tolist()) for numbers in (mean, std))
