"""From a recipe's values to its peer."""

from benchmarks.peer.addition_canvas import AdditionCanvas
from benchmarks.peer.backbone import Backbone
from benchmarks.peer.beta_vae import BetaVAE
from benchmarks.peer.classifier import Classifier
from benchmarks.peer.cnn import build_decoder
from benchmarks.peer.drawer import Drawer
from benchmarks.peer.hebb_rosenblatt_memory import HebbRosenblattMemory
from benchmarks.peer.over_canvas import OverCanvas
from benchmarks.peer.sketchpad import Sketchpad
from training.cli.errors import InputError


def build(recipe):
    """Builds the peer of a recipe's model.

    Args:
        recipe: Dictionary of the recipe's values, and of its task:
            `{"task": recipe.task, **recipe.flat()}`, before or after it was JSON.

    Returns:
        `torch.nn.Module` from images to logits (`"classify"`), to drawing and divergence (`"draw"`,
        `"auto_encode"`), or to all three (`"sketch"`).

    Raises:
        InputError: If the recipe has no peer.
    """
    if not has_peer(recipe):
        raise InputError(
            f"A recipe with a peer is for one of {', '.join(BUILDERS)}, its glimpse CNN is a list "
            f"of convolutions and its memory, if any, the paper's. Received: {recipe['task']} with "
            f"{recipe.get('glimpse_cnn')} and {recipe.get('memory')}."
        )
    return BUILDERS[recipe["task"]](recipe)


def has_peer(recipe):
    """Whether there is a peer of a recipe, a dictionary as `build` takes it."""
    papers = recipe.get("memory", "hebb_rosenblatt") == "hebb_rosenblatt"
    return recipe["task"] in BUILDERS and papers and not isinstance(recipe.get("glimpse_cnn"), str)


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
        memory=HebbRosenblattMemory.of_recipe(recipe),
        lstm_units=recipe["lstm_units"],
        batch_norm=recipe["batch_norm"],
        dropout=recipe["dropout"],
        where=recipe["where"],
        mean=recipe["mean"],
        std=recipe["std"],
    )


BUILDERS = {
    "classify": _classifier,
    "draw": _drawer,
    "sketch": _sketchpad,
    "auto_encode": _beta_vae,
}
