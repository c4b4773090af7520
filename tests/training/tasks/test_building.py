"""What the tasks of the recipes build."""

import numpy as np
import pytest

from training import recipes
from training.tasks import task_of
from training.tasks.mobilenet_v2 import mobilenet_v2

DRAWERS = [n for n in recipes.names() if recipes.find(n)[0].task in ("draw", "sketch")]


@pytest.mark.parametrize("name", DRAWERS)
def test_drawers_draw_sketches_of_the_glimpses_size(name):
    recipe, _ = recipes.find(name)
    values, image_shape = recipe.model, recipe.images.image_shape
    model = task_of(recipe).build(recipe)
    sketcher = model.get_layer("sketcher")
    channels = image_shape[-1] + (values.canvas == "over")
    size, count = values.backbone.glimpse_size, values.backbone.num_glimpses
    assert sketcher.decoder.output_shape == (None, size, size, channels)
    assert model.seen["canvases"].shape == (None, count, *image_shape)
    assert model.seen["latents"].shape[-1] == values.latent_units


def test_mobilenet_for_small_images():
    """32 x 32 pixels become 4 x 4, as in the published code, not 1 x 1."""
    network = mobilenet_v2((32, 32, 3))
    assert network.output_shape == (None, 1280)
    assert network.get_layer("out_relu").output.shape == (None, 4, 4, 1280)


@pytest.mark.parametrize(
    "name",
    [
        "digits_demo",
        "mnist_sketchpad",
        "mnist_translated_60_ram",
        "mnist_translated_60_dram",
        "mnist_translated_60_edram",
        "mnist_cluttered_60_stn",
        "mnist_translated_60_gaussian",
        "mnist_cluttered_60_hard_attention",
    ],
)
def test_classes_have_the_names_of_the_recipe(name):
    recipe, _ = recipes.find(name)
    names, of_scenes = tuple("abcdefghij"), recipe.images.composition.scene
    measured = {"image_shape": (60, 60, 1), "num_classes": 10, "mean": (0.1,), "std": (0.3,)}
    values = {"class_names": names, **(measured if of_scenes else {})}
    if "num_glimpses" in recipe.flat():
        values["num_glimpses"] = 1
    model = task_of(recipe).build(recipe.changed(**values))
    assert model.class_names == names


@pytest.mark.tensorflow
def test_glimpses_seen_by_mobilenet():
    recipe, _ = recipes.find("cifar10_mobilenetv2")
    model = task_of(recipe).build(recipe.changed(num_glimpses=1, memory_units=8, lstm_units=8))
    assert model.backbone.get_layer("glimpse_loop").cell.glimpse_cnn.output_shape == (None, 1280)


@pytest.mark.parametrize(
    ("poses", "is_right"),
    [
        ("zoom", lambda scales: scales.max() <= 0.5 and scales.std() > 1e-5),
        ("whole", lambda scales: (scales == 1).all()),
        ("free", lambda scales: scales.max() > 1),
    ],
)
def test_where_glimpses_may_look(poses, is_right):
    recipe = recipes.find("digits_demo")[0].changed(poses=poses, num_glimpses=2)
    model = task_of(recipe).build(recipe)
    emitter = model.backbone.get_layer("glimpse_loop").cell.pose_emitter
    rng = np.random.default_rng(0)
    for weight in model.trainable_weights:
        if any(weight is one for one in emitter.weights):
            weight.assign(rng.normal(size=weight.shape))
    found = np.array(model.observe("poses")(rng.uniform(0, 255, (9, 28, 28, 1)))["poses"])
    assert is_right(found[..., 0])
