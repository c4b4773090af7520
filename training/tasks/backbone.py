"""The part of a model that looks."""

from stawm_keras.layers import PoseEmitter
from stawm_keras.layers import ZoomEmitter
from stawm_keras.models import STAWMBackbone
from stawm_keras.random import seed_of
from training.cli.errors import InputError
from training.tasks.memories import build_memory
from training.tasks.mobilenet_v2 import mobilenet_v2


def build_backbone(recipe):
    """The backbone of a recipe's model."""
    if recipe.model.from_preset:
        return _trained_backbone(recipe)
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
        pose_emitter=_pose_emitter(recipe),
        context_size=values.context_size,
        video=images.composition.moves,
        mean=images.mean,
        std=images.std,
        seed=recipe.running.seed,
        dtype=recipe.running.precision,
    )


def preset_backbone(preset, load_weights=True):
    """The backbone of a preset.

    Raises:
        InputError: There is none.
    """
    try:
        return STAWMBackbone.from_preset(preset, load_weights)
    except (ValueError, ImportError) as error:
        raise InputError(f"The preset named with --from-preset is needed. {error}") from error


def _trained_backbone(recipe):
    """The backbone of a recipe's preset; what is no part of its architecture is the recipe's."""
    trained = preset_backbone(recipe.model.from_preset)
    own = {
        "dropout": recipe.model.backbone.dropout,
        "video": recipe.images.composition.moves,
        "seed": recipe.running.seed,
        "dtype": recipe.running.precision,
    }
    backbone = STAWMBackbone.from_config(trained.get_config() | own)
    backbone.set_weights(trained.get_weights())
    return backbone


def _pose_emitter(recipe):
    """What says where to look; `None` for what the backbone has of itself."""
    values, seed = recipe.model.backbone, seed_of(recipe.running.seed, "pose_emitter")
    units, emitter = max(1, values.lstm_units // 2), values.emitter
    if emitter.poses == "zoom":
        return ZoomEmitter(
            units,
            values.dropout,
            emitter.widest,
            emitter.narrowest,
            spread=emitter.spread,
            seed=seed,
            localisation_rate=emitter.localisation_rate,
            name="pose_emitter",
        )
    if emitter.poses == "whole":  # Where it begins, and stays.
        return PoseEmitter(units, trainable=False, name="pose_emitter")
    if emitter.localisation_rate == 1:
        return None
    return PoseEmitter(
        units,
        values.dropout,
        seed=seed,
        localisation_rate=emitter.localisation_rate,
        name="pose_emitter",
    )


def _glimpse_cnn(recipe):
    values = recipe.model.backbone
    if values.glimpse_cnn != "mobilenet_v2":
        return values.glimpse_cnn
    shape = (values.glimpse_size, values.glimpse_size, recipe.images.image_shape[-1])
    return mobilenet_v2(shape, recipe.running.precision)
