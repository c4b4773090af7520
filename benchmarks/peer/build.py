"""From a recipe's values to its peer."""

from benchmarks.peer.addition_canvas import AdditionCanvas
from benchmarks.peer.backbone import Backbone
from benchmarks.peer.beta_vae import BetaVAE
from benchmarks.peer.classifier import Classifier
from benchmarks.peer.cnn import build_decoder
from benchmarks.peer.drawer import Drawer
from benchmarks.peer.over_canvas import OverCanvas
from benchmarks.peer.sketchpad import Sketchpad
from training.cli.errors import InputError


def build(recipe):
    """Builds the peer of a recipe's model.

    Args:
        recipe: Dictionary of the recipe's values, and of `"kind"`, the name of its class in
            `training.kinds`: `{"kind": type(recipe).__name__, **dataclasses.asdict(recipe)}`,
            before or after it was JSON.

    Returns:
        `torch.nn.Module` from images to logits (`ClassificationRecipe`), to drawing and divergence
        (`DrawingRecipe`, `BetaVAERecipe`), or to all three (`SketchpadRecipe`).

    Raises:
        InputError: If there is no peer of that kind of recipe.
    """
    if recipe["kind"] not in BUILDERS:
        raise InputError(
            f"A recipe with a peer is one of {', '.join(BUILDERS)}. Received: {recipe['kind']}."
        )
    return BUILDERS[recipe["kind"]](recipe)


def _classifier(recipe):
    return Classifier(_backbone(recipe), recipe["num_classes"], recipe["query_dropout"])


def _drawer(recipe):
    over = recipe["canvas"] == "over"
    canvas: AdditionCanvas | OverCanvas = (
        OverCanvas(recipe["temperature"], recipe["sample_masks"])
        if over
        else AdditionCanvas(recipe["start"])
    )
    size, channels = recipe["glimpse_size"], recipe["image_shape"][-1]
    decoder = build_decoder(
        recipe["latent_units"],
        (size, size, channels + over),  # One more channel for the mask.
        recipe["glimpse_cnn"],
        recipe["batch_norm"],
    )
    return Drawer(
        _backbone(recipe),
        recipe["latent_units"],
        decoder,
        canvas,
        recipe["dropout"],
        recipe["kl_weight"],
    )


def _sketchpad(recipe):
    return Sketchpad(
        _drawer(recipe), recipe["num_classes"], recipe["class_weight"], recipe["drawing_weight"]
    )


def _beta_vae(recipe):
    return BetaVAE(
        recipe["image_shape"],
        recipe["convs"],
        recipe["latent_units"],
        recipe["kl_weight"],
        recipe["batch_norm"],
        recipe["mean"],
        recipe["std"],
    )


def _backbone(recipe):
    return Backbone(
        recipe["image_shape"],
        recipe["context_cnn"],
        recipe["glimpse_cnn"],
        num_glimpses=recipe["num_glimpses"],
        glimpse_size=recipe["glimpse_size"],
        memory_units=recipe["memory_units"],
        lstm_units=recipe["lstm_units"],
        batch_norm=recipe["batch_norm"],
        dropout=recipe["dropout"],
        where=recipe["where"],
        eta=recipe["eta"],
        delta=recipe["delta"],
        theta=recipe["theta"],
        trainable_rates=recipe["trainable_rates"],
        memory_scale=recipe["memory_scale"],
        mean=recipe["mean"],
        std=recipe["std"],
    )


BUILDERS = {
    "ClassificationRecipe": _classifier,
    "DrawingRecipe": _drawer,
    "SketchpadRecipe": _sketchpad,
    "BetaVAERecipe": _beta_vae,
}
