"""Every model that classifies, by the kind of values that a recipe has for it."""

from collections.abc import Callable
from typing import Any

import keras

from stawm_keras.models import DeepRecurrentAttention
from stawm_keras.models import EnrichedDeepRecurrentAttention
from stawm_keras.models import GridAttentionClassifier
from stawm_keras.models import PlainClassifier
from stawm_keras.models import RecurrentAttention
from stawm_keras.models import SpatialTransformerClassifier
from stawm_keras.models import STAWMClassifier
from training.recipes import values
from training.tasks.backbone import build_backbone


def build_classifier(recipe):
    """The model of a recipe that classifies."""
    return CLASSIFIERS[type(recipe.model)](recipe)


def _stawm(recipe):
    return STAWMClassifier(
        build_backbone(recipe),
        recipe.images.num_classes,
        dropout=recipe.model.query_dropout,
        seed=recipe.running.seed,
        class_names=recipe.images.class_names,
    )


def _recurrent_attention(recipe):
    seed, video = recipe.running.seed, recipe.images.composition.moves
    return RecurrentAttention(**_of_images(recipe), **dict(recipe.model), video=video, seed=seed)


def _deep_recurrent_attention(recipe):
    seed = recipe.running.seed
    return DeepRecurrentAttention(**_of_images(recipe), **dict(recipe.model), seed=seed)


def _enriched_deep_recurrent_attention(recipe):
    return EnrichedDeepRecurrentAttention(**_of_images(recipe), **dict(recipe.model))


def _spatial_transformer(recipe):
    return SpatialTransformerClassifier(**_of_images(recipe), **dict(recipe.model))


def _plain(recipe):
    return PlainClassifier(**_of_images(recipe), **dict(recipe.model))


def _grid_attention(recipe):
    return GridAttentionClassifier(**_of_images(recipe), **dict(recipe.model))


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


CLASSIFIERS: dict[Any, Callable[[values.Recipe], keras.Model]] = {
    values.Classifier: _stawm,
    values.DeepRecurrentAttention: _deep_recurrent_attention,
    values.EnrichedDeepRecurrentAttention: _enriched_deep_recurrent_attention,
    values.Plain: _plain,
    values.GridAttention: _grid_attention,
    values.RecurrentAttention: _recurrent_attention,
    values.SpatialTransformer: _spatial_transformer,
}
