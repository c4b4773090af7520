"""Every memory that a recipe can name."""

import typing

import pytest

from stawm_keras import layers
from training import recipes
from training.recipes import values
from training.recipes.values.memory import Kind
from training.search.recipe_tuner import trial_values
from training.tasks import task_of
from training.tasks.memories import MEMORIES
from training.tasks.memories import build_memory

SMALL = {
    "context_cnn": ((2, 3, 2, 0),),
    "glimpse_cnn": ((2, 3, 2, 0),),
    "num_glimpses": 2,
    "memory_units": 8,
    "lstm_units": 8,
}


def test_every_kind_is_built():
    assert set(MEMORIES) == set(typing.get_args(Kind))
    for kind, made in MEMORIES.items():
        cell = build_memory(values.Memory(memory=kind, memory_units=6))
        assert type(cell) is made and cell.units == 6 and cell.name == "memory"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, {"eta": 0.4, "scale": "mean"}),
        ({"memory_scale": 1.0, "trainable_rates": ()}, {"scale": 1.0, "trainable_rates": []}),
        (
            {"memory": "outer_product", "memory_rule": "delta", "memory_decay": "learned"},
            {"rule": "delta", "decay": "learned", "heads": 1},
        ),
        ({"memory": "hopfield", "memory_slots": 3, "memory_beta": 2.0}, {"slots": 3, "beta": 2.0}),
        ({"memory": "stack", "memory_depth": 5}, {"depth": 5}),
    ],
)
def test_values_are_the_cells_arguments(given, expected):
    config = build_memory(values.Memory(**given, memory_units=6)).get_config()
    assert {name: config[name] for name in expected} == expected


def test_any_memory_in_a_recipe_of_images():
    recipe, _ = recipes.find("mnist_classify_8")
    recipe = recipe.changed(**SMALL, memory="outer_product", memory_rule="delta")
    model = task_of(recipe).build(recipe)
    assert isinstance(model.backbone.memory, layers.OuterProductCell)
    assert model.backbone.memory.rule == "delta"


def test_another_memory_keeps_what_it_has_as_well():
    ntm = values.Memory(memory="ntm", memory_units=6, memory_slots=9, memory_width=5)
    as_click_gives_it = ntm.flat()
    others = [ntm.changed(**as_click_gives_it | {"memory": kind}) for kind in MEMORIES]
    assert [ntm.changed(memory=kind) for kind in MEMORIES] == others
    kept = {one.memory: (one.memory_units, one.memory_slots, one.memory_width) for one in others}
    assert kept.pop("ntm") == kept.pop("dnc") == (6, 9, 5) and kept.pop("hopfield") == (6, 9, None)
    assert set(kept.values()) == {(6, None, None)}


@pytest.mark.tensorflow
@pytest.mark.parametrize("memory", list(MEMORIES))
def test_the_first_trial_of_a_search_is_the_recipe(memory):
    import keras_tuner

    recipe, _ = recipes.find("mnist_classify_8")
    own = {"memory_beta": 0.5} if memory == "hopfield" else {}
    recipe = recipe.changed(**SMALL, **own, memory=memory, precision="float32")
    trial = trial_values(keras_tuner.HyperParameters(), recipe)
    changed = recipe.changed(**trial)
    tried, own = (build_memory(one.model.backbone.memory) for one in (changed, recipe))
    assert tried.get_config() == own.get_config()
