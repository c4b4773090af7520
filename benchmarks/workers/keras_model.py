"""A recipe's model with random images, as the Keras workers need them."""

import dataclasses
from typing import Any

import numpy as np

from training import recipes
from training.data import Batches

# Recipes that need the run of another one: its model, untrained, takes as long.
SOURCES = {
    "mnist_self_supervised": "mnist_draw_6",
    "cifar10_self_supervised": "cifar10_draw_16",
    "cifar10_beta_vae_self_supervised": "cifar10_beta_vae",
}
BATCHES_AN_EPOCH = 100


def find(name, precision=None, jit=None):
    """A recipe, with precision and XLA as asked for."""
    recipe, _ = recipes.find(name)
    asked: dict[str, Any] = {"precision": precision, "jit": jit}
    for sampled in ("sample_masks", "sample_latents"):
        if hasattr(recipe, sampled):
            asked[sampled] = False  # So that predictions can be compared.
    asked = {name: value for name, value in asked.items() if value is not None}
    return dataclasses.replace(recipe, **asked).resolved()


def build(name, recipe):
    """The recipe's model, compiled to train."""
    if name in SOURCES:
        source = find(SOURCES[name], recipe.precision)
        model = recipe.classifier(source.build())
    else:
        model = recipe.build()
    recipe.compile(model)
    return model


def images(recipe, count):
    """Random images, of the recipe's size."""
    shape = (count, *recipe.image_shape)
    return np.random.default_rng(0).integers(0, 256, shape, dtype=np.uint8)


def batches(recipe):
    """Batches of random images, through all that training puts between data and model."""
    count = BATCHES_AN_EPOCH * recipe.batch_size
    return Batches(
        images(recipe, count),
        np.random.default_rng(1).integers(0, recipe.num_classes or 2, count),
        recipe.batch_size,
        augment=recipe.augmentations(),
        shuffle=True,
        targets=recipe.targets,
    )
