"""Every model that classifies."""

from collections.abc import Callable
from typing import Any

import keras

from stawm_keras.models import DeepRecurrentAttention
from stawm_keras.models import EnrichedDeepRecurrentAttention
from stawm_keras.models import GaussianRecurrentAttention
from stawm_keras.models import GridAttentionClassifier
from stawm_keras.models import PlainClassifier
from stawm_keras.models import RecurrentAttention
from stawm_keras.models import SpatialTransformerClassifier
from stawm_keras.models import STAWMClassifier
from training.recipes import values
from training.tasks.backbone import build_backbone

# By the kind of values that a recipe has for it.
MODELS: dict[Any, Callable[..., keras.Model]] = {
    values.DeepRecurrentAttention: DeepRecurrentAttention,
    values.EnrichedDeepRecurrentAttention: EnrichedDeepRecurrentAttention,
    values.GaussianRecurrentAttention: GaussianRecurrentAttention,
    values.GridAttention: GridAttentionClassifier,
    values.Plain: PlainClassifier,
    values.RecurrentAttention: RecurrentAttention,
    values.SpatialTransformer: SpatialTransformerClassifier,
}
DRAW_NUMBERS = (values.DeepRecurrentAttention, values.GridAttention, values.RecurrentAttention)


def build_classifier(recipe):
    """The model of a recipe that classifies."""
    if isinstance(recipe.model, values.Classifier):
        return STAWMClassifier(
            build_backbone(recipe),
            recipe.images.num_classes,
            dropout=recipe.model.query_dropout,
            seed=recipe.running.seed,
            class_names=recipe.images.class_names,
        )
    arguments = _of_images(recipe) | dict(recipe.model)
    if isinstance(recipe.model, DRAW_NUMBERS):
        arguments["seed"] = recipe.running.seed
    if isinstance(recipe.model, values.RecurrentAttention):
        arguments["video"] = recipe.images.composition.moves
    return MODELS[type(recipe.model)](**arguments)


def _of_images(recipe):
    """What a model of its own takes from a recipe's images, and how the recipe is run."""
    images = recipe.images
    return {
        "image_shape": images.image_shape,
        "num_classes": images.num_classes,
        "class_names": images.class_names,
        "mean": images.mean,
        "std": images.std,
        "dtype": recipe.running.precision,
    }
