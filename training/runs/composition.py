"""Scenes made of a data set's images, as a recipe says."""

import dataclasses
from typing import Any

from training.cli.errors import InputError
from training.data import Composer
from training.data import Dataset
from training.data import Scenes
from training.data import Split
from training.recipes.values.composition import DIGITS

# As published: translated and cluttered by Mnih et al. ("Recurrent Models of Visual Attention",
# 2014), rotated, rts and sequence by Jaderberg et al. ("Spatial Transformer Networks", 2015), sum
# by Ba et al. ("Multiple Object Recognition with Visual Attention", 2015). A pair is described.
KINDS: dict[str, dict[str, Any]] = {
    "translated": {"side": 60},
    "cluttered": {"side": 60, "distractors": 4},
    "rotated": {"rotation": 90.0, "arrangement": "centre"},
    "rts": {"side": 42, "rotation": 45.0, "zoom": (0.7, 1.2)},
    "sequence": {"side": 100, "objects": DIGITS, "arrangement": "row"},
    # Ours: no one else's table has it.
    "moving": {"side": 60, "distractors": 4, "frames": 6},
    "sum": {"side": 100, "objects": 2, "arrangement": "apart", "total": True},
    "pair": {"side": 64, "objects": 2, "arrangement": "apart"},
}

# Constants: results can be compared only if every run sees the same scenes of held-out images.
TRAIN_SEED, TEST_SEED, VALIDATION_SEED = 0, 1, 2


def composer_of(values, image_shape):
    """How the scenes of a recipe's `Composition` are composed, of images of a shape."""
    given = {
        "side": values.scene_size,
        "distractors": values.distractors,
        "piece": values.piece_size,
        "frames": values.frames,
    }
    given = {name: value for name, value in given.items() if value is not None}
    return Composer(**{"side": max(image_shape[:2])} | KINDS[values.scene] | given)


def published(composer):
    """What a recipe may have left open of its scenes."""
    return {
        "scene_size": composer.side,
        "distractors": composer.distractors,
        "piece_size": composer.piece,
        "frames": composer.frames if composer.frames > 1 else None,
    }


def in_scenes(dataset, images, classifies):
    """A data set of scenes, one for every image of a data set.

    Args:
        dataset: The data set.
        images: A recipe's `Images`, which name a kind of scene.
        classifies: Whether its classes matter.

    Raises:
        InputError: The images do not fit into the scenes, or the scenes have other classes than
            the recipe.
    """
    composer = composer_of(images.composition, dataset.x_train.shape[1:])
    train = Scenes(dataset.x_train, dataset.y_train, composer, TRAIN_SEED)
    test = Scenes(dataset.x_test, dataset.y_test, composer, TEST_SEED)
    changed: dict[str, Any] = {}
    if composer.total:
        changed["class_names"] = _sums(dataset, composer, images) if classifies else None
    if dataset.validation:
        validation = dataset.validation
        held = Scenes(validation.x, validation.y, composer, VALIDATION_SEED)
        changed["validation"] = Split(held, held.labels)
    kind = f"{images.composition.scene}, {composer.side} x {composer.side}"
    return dataclasses.replace(
        dataset,
        source=f"{dataset.source}, in scenes ({kind})",
        x_train=train,
        y_train=train.labels,
        x_test=test,
        y_test=test.labels,
        **changed,
    )


def _sums(dataset: Dataset, composer, images):
    """Every sum that there can be."""
    highest = max(dataset.y_train.max(), dataset.y_test.max())
    names = tuple(map(str, range(composer.objects * highest + 1)))
    if images.num_classes not in (None, len(names)):
        raise InputError(
            f"The sums of {composer.objects} labels of {dataset.source} are {len(names)} classes, "
            f"and the recipe has {images.num_classes}: leave it open with --num-classes None."
        )
    return names
