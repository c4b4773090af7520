"""The part of a model that looks."""

from stawm_keras.layers import HebbRosenblattCell
from stawm_keras.models import STAWMBackbone
from training.tasks.mobilenet_v2 import mobilenet_v2


def build_backbone(recipe):
    """The backbone of a recipe's model."""
    images, values = recipe.images, recipe.model.backbone
    return STAWMBackbone(
        images.image_shape,
        values.context_cnn,
        _glimpse_cnn(recipe),
        num_glimpses=values.num_glimpses,
        glimpse_size=values.glimpse_size,
        lstm_units=values.lstm_units,
        batch_norm=values.batch_norm,
        dropout=values.dropout,
        where=values.where,
        memory=build_memory(values.memory),
        mean=images.mean,
        std=images.std,
        seed=recipe.running.seed,
        dtype=recipe.running.precision,
    )


def build_memory(values):
    """The memory of a recipe's `HebbRosenblatt`."""
    return HebbRosenblattCell(**values.arguments(), name="memory")


def _glimpse_cnn(recipe):
    values = recipe.model.backbone
    if values.glimpse_cnn != "mobilenet_v2":
        return values.glimpse_cnn
    shape = (values.glimpse_size, values.glimpse_size, recipe.images.image_shape[-1])
    return mobilenet_v2(shape, recipe.running.precision)
