"""What values a recipe may have."""

import pytest
from pydantic import ValidationError

from training import recipes
from training.cli.sentence import sentence

CLASSIFIER, _ = recipes.find("digits_demo")
DRAWER, _ = recipes.find("mnist_draw_6")
VAE, _ = recipes.find("cifar10_beta_vae")
MOVING, _ = recipes.find("mnist_moving_60")
DRAM = recipes.find("mnist_translated_60_dram")[0].changed(image_shape=(60, 60, 1))
TRANSFORMER, _ = recipes.find("mnist_cluttered_60_stn")
DRAW, _ = recipes.find("mnist_generate_10")
CAPTIONS, _ = recipes.find("mnist_captions")
GRID = recipes.find("mnist_cluttered_60_grid_attention")[0].changed(image_shape=(60, 60, 1))
RAM = recipes.find("mnist_translated_60_ram")[0].changed(image_shape=(60, 60, 1))


def test_every_value_has_a_name_of_its_own():
    """Files and command lines do not say in which group a value is."""

    def count(group):
        inner = list(group.groups())
        own = len(type(group).model_fields) - len(inner) - (group is recipe)  # The task.
        return own + sum(count(part) for part in inner)

    for name in recipes.names():
        recipe, _ = recipes.find(name)
        assert count(recipe) == len(recipe.flat())


@pytest.mark.parametrize("name", recipes.names())
def test_every_value_has_help(name):
    recipe, _ = recipes.find(name)
    assert recipe.fields().keys() == recipe.flat().keys()
    assert all(field.description for field in recipe.fields().values())


def test_change_of_values_in_several_groups():
    changed = CLASSIFIER.changed(seed=3, eta=0.6, delta=0.5, image_shape=(28, 28, 3))
    assert changed.running.seed == 3
    assert changed.model.backbone.memory.eta == 0.6
    differ = {name for name, value in changed.flat().items() if CLASSIFIER.flat()[name] != value}
    assert differ == {"seed", "eta", "delta", "image_shape"}


@pytest.mark.parametrize(
    ("recipe", "values", "words"),
    [
        (CLASSIFIER, {"context_size": 29}, "context_size must be at most the image's side, 28."),
        (CLASSIFIER, {"widest": 0.05}, "narrowest must not be above widest, 0.05. Received: 0.1."),
        (
            CAPTIONS,
            {"scene": "sum"},
            "scene must be pair, of at most 10 num_classes, for a model that",
        ),
        (CAPTIONS, {"num_classes": 47}, "Received: 'pair', of 47."),
        (GRID, {"scene": "pair"}, "scene must have one label for a model that answers with one"),
        (GRID, {"cnn": ((8, 90, 1, 0),)}, "Convolution 1 of cnn leaves nothing of the image"),
        (RAM, {"scales": 9}, "scales must make a retina of at most 16 times the image's side."),
        (RAM, {"location_std": 0.0}, "location_std must be greater than 0. Received: 0.0."),
        (DRAM, {"scales": 9}, "scales must make a retina of at most 16 times the image's side."),
        (DRAM, {"context_size": 61}, "context_size must be at most the image's side, 60"),
        (DRAM, {"context_size": 4}, "Convolution 1 of context_cnn leaves nothing"),
        (DRAM, {"glimpse_cnn": ((8, 13, 1, 0, 1),)}, "Convolution 1 of glimpse_cnn leaves nothing"),
        (DRAM, {"num_objects": 2}, "must be 1, the number of a scene's labels. Received: 2"),
        (CLASSIFIER, {"seed": -1}, "seed must be greater than or equal to 0. Received: -1."),
        (CLASSIFIER, {"seed": 2**32}, "seed must be less than 4294967296"),
        (CLASSIFIER, {"seed": True}, "seed must be a valid integer. Received: True."),
        (CLASSIFIER, {"seed": 1.0}, "seed must be a valid integer. Received: 1.0."),
        (CLASSIFIER, {"rotation": float("nan")}, "rotation must be a finite number"),
        (CLASSIFIER, {"learning_rate": None}, "learning_rate must be a valid number"),
        (CLASSIFIER, {"glimpses": 3}, "glimpses is no value of this recipe. Received: 3."),
        (CLASSIFIER, {"mean": ()}, "mean must have one number, or one for each of the 1 channels"),
        (CLASSIFIER, {"mean": (0.1, 0.2)}, "mean must have one number, or one for each of the 1"),
        (CLASSIFIER, {"context_cnn": ()}, "context_cnn must have at least 1 item"),
        (CLASSIFIER, {"context_cnn": ((1, 2),)}, "context_cnn[0][2] is missing"),
        (CLASSIFIER, {"glimpse_cnn": ((1, 2),)}, "glimpse_cnn[0][2] is missing"),
        (CLASSIFIER, {"glimpse_cnn": ((9, 3, 0, 0),)}, "glimpse_cnn[0][2] must be greater than or"),
        (CLASSIFIER, {"glimpse_cnn": "resnet"}, "glimpse_cnn must be"),
        (CLASSIFIER, {"glimpse_size": 3}, "Convolution 2 of glimpse_cnn leaves nothing"),
        (CLASSIFIER, {"glimpse_cnn": "mobilenet_v2"}, "glimpse_size must be at least 32"),
        (CLASSIFIER, {"image_shape": (14, 14, 1)}, "Convolution 3 of context_cnn leaves nothing"),
        (CLASSIFIER, {"eta": 0.1}, "stable for eta > delta"),
        (CLASSIFIER, {"delta": -0.1}, "Received: eta=0.4, delta=-0.1, theta=0.5."),
        (CLASSIFIER, {"trainable_rates": ("beta",)}, "trainable_rates[0] must be 'eta', 'delta' o"),
        (CLASSIFIER, {"class_names": ("a", "a") * 5}, "10 different names, one a class. Received"),
        (CLASSIFIER, {"class_names": ("a", "b")}, "10 different names, one a class"),
        (CLASSIFIER, {"class_names": ("",) * 10}, "class_names[0] must have at least 1 character"),
        (DRAWER, {"glimpse_cnn": "mobilenet_v2", "glimpse_size": 32}, "which the decoder mirrors"),
        (DRAWER, {"kl_weight": -1.0}, "kl_weight must be greater than or equal to 0"),
        (TRANSFORMER, {"glimpse_size": 9}, "Convolution 1 of classifier_cnn leaves nothing"),
        (TRANSFORMER, {"image_shape": (12, 12, 1)}, "Convolution 2 of localisation_cnn leaves not"),
        (TRANSFORMER, {"num_objects": 2}, "must be 1, the number of a scene's labels. Received: 2"),
        (TRANSFORMER, {"scene": "sequence", "num_objects": 2}, "num_objects must be 3, the number"),
        (TRANSFORMER, {"scene": "moving"}, "not be moving for a model that does not look at vide"),
        (MOVING, {"frames": 5}, "frames must be 6, the num_glimpses of the model. Received: 5."),
        (MOVING, {"scene": "cluttered"}, "frames are of scenes that move: name the scene moving"),
        (DRAW, {"read_size": 0}, "read_size must be greater than or equal to 1. Received: 0."),
        (DRAW, {"binarisation": "half"}, "binarisation must be 'threshold' or 'sample'. Received"),
        (DRAW, {"scene": "translated"}, "binarisation must be left out of scenes: it is of the da"),
        (VAE, {"image_shape": (8, 1, 3)}, "Convolution 3 of convs leaves nothing"),
    ],
)
def test_values_out_of_range(recipe, values, words):
    with pytest.raises(ValidationError) as raised:
        recipe.changed(**values)
    assert words in sentence(raised.value)


def test_what_was_said_of_a_long_value_is_short():
    with pytest.raises(ValidationError) as raised:
        CLASSIFIER.changed(tenths=tuple("a" * 10_000))
    assert sentence(raised.value) == "tenths[0] must be a valid integer. Received: 'a'."
    with pytest.raises(ValidationError) as raised:
        CLASSIFIER.changed(seed="a" * 10_000)
    assert len(sentence(raised.value)) < 300
