"""A recipe's model with random images, as the Keras workers need them."""

import math

import numpy as np

from training import recipes
from training.cli.recipe_file import tuples
from training.data import Batches
from training.hardware.precision import resolved
from training.runs.augmentation import augmentations
from training.tasks import task_of

# Recipes that need the run of another one: its model, untrained, takes as long.
SOURCES = {
    "mnist_self_supervised": "mnist_draw_6",
    "cifar10_self_supervised": "cifar10_draw_16",
    "cifar10_beta_vae_self_supervised": "cifar10_beta_vae",
}
BATCHES_AN_EPOCH = 100  # At most, and of large images as many as take
LARGEST = 2**28  # bytes.


def find(name, precision=None, jit=None, values=None):
    """A recipe, with precision, XLA and other values as asked for."""
    recipe, _ = recipes.find(name)
    if values:
        recipe = recipe.changed(**{name: tuples(value) for name, value in values.items()})
    asked = {"precision": precision, "jit": jit}
    # So that predictions can be compared.
    asked |= {name: False for name in ("sample_masks", "sample_latents") if name in recipe.flat()}
    given = {name: value for name, value in asked.items() if value is not None}
    return resolved(recipe.changed(**given))


def build(name, recipe):
    """The recipe's model, compiled to train."""
    task = task_of(recipe)
    if name in SOURCES:
        source = find(SOURCES[name], recipe.running.precision)
        model = task.build(recipe, task_of(source).build(source))
    else:
        model = task.build(recipe)
    task.compile(model, recipe)
    return model


def images(recipe, count):
    """Random images, of the recipe's size."""
    shape = (count, *recipe.images.image_shape)
    return np.random.default_rng(0).integers(0, 256, shape, dtype=np.uint8)


def batches(recipe):
    """Batches of random images, through all that training puts between data and model."""
    batch_size = recipe.optimisation.batch_size
    most = LARGEST // (batch_size * math.prod(recipe.images.image_shape))
    count = max(2, min(BATCHES_AN_EPOCH, most)) * batch_size
    return Batches(
        images(recipe, count),
        np.random.default_rng(1).integers(0, recipe.images.num_classes or 2, count),
        batch_size,
        augment=augmentations(recipe.images),
        shuffle=True,
        targets=task_of(recipe).targets,
    )
