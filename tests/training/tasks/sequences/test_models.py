"""What the tasks of sequences build, learn and refuse."""

import keras
import numpy as np
import pytest

from training import recipes
from training.cli.errors import InputError
from training.data.sequences import DrawnBatches
from training.recipes.values.memory import OWN
from training.tasks import task_of

# Sizes, of whatever recipe has them, that make it tiny.
SMALL = {
    "examples": 64,
    "watched": 8,
    "tested": 8,
    "width": 3,
    "longest": 3,
    "most": 2,
    "test_lengths": (3, 4),
    "test_repeats": (3,),
    "vectors": 4,
    "sorted_vectors": 3,
    "num_keys": 5,
    "writes": 6,
    "test_writes": (5, 6),
    "bits": 8,
    "patterns": 2,
    "strings": 1,
    "test_longest": (4,),
    "embedding_units": 6,
    "memory_units": 8,
    "memory_slots": 6,
    "memory_width": 4,
    "memory_stacks": 2,
    "memory_depth": 5,
}
NAMES = [
    "capacity_hebb",
    "completion_plastic",
    "copy_dnc",
    "count_stack",
    "overwrite_delta",
    "pairs_hebb_rosenblatt",
    "recall_dnc",
    "repeat_copy_ntm",
    "retrieval_fast_weights",
    "sort_dnc",
]


def small(name, memory=None, **others):
    """A recipe made tiny; with another memory, that one as it is of itself."""
    recipe, _ = recipes.find(name)
    values = {key: value for key, value in SMALL.items() if recipe.flat().get(key) is not None}
    if name in ("capacity_hebb", "pairs_hebb_rosenblatt"):
        values |= {"writes": 5, "test_writes": (5,)}
    if memory:
        values |= {own: None for owns in OWN.values() for own in owns} | {"memory": memory}
    return recipe.changed(**values | others)


# What else there is of the same task and kind of model takes as long, and is with the slow.
@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=pytest.mark.slow if name.endswith("_dnc") else ()) for name in NAMES],
)
def test_is_built_for_its_examples(name):
    recipe = small(name)
    task = task_of(recipe)
    model, examples = task.build(recipe), task.examples(recipe)
    inputs, targets, *_ = examples.watched()
    answers = np.array(model(inputs))
    assert np.isfinite(answers).all()
    assert answers.shape[: targets.ndim] == targets.shape


@pytest.mark.slow
@pytest.mark.parametrize("memory", OWN)
@pytest.mark.parametrize(
    "name", ["completion_plastic", "pairs_hebb_rosenblatt", "retrieval_fast_weights"]
)
def test_takes_any_memory(name, memory):
    recipe = small(name, memory)
    task = task_of(recipe)
    inputs, targets, *_ = task.examples(recipe).watched()
    answers = np.array(task.build(recipe)(inputs))
    assert np.isfinite(answers).all() and answers.shape[: targets.ndim] == targets.shape


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_learns(name):
    """After a few steps on the same few examples the loss is less; scores are of what is tested."""
    recipe = small(name, learning_rate=1e-2, batch_size=8)
    task = task_of(recipe)
    model, examples = task.build(recipe), task.examples(recipe)
    task.compile(model, recipe)
    inputs, targets, *weights = batch = examples.watched()
    weights = {"sample_weight": weights[0]} if weights else {}
    losses = model.fit(inputs, targets, **weights, epochs=60, verbose=0).history["loss"]
    assert losses[-1] < 0.9 * losses[0]
    model.fit(DrawnBatches(examples, 32), shuffle=False, verbose=0, validation_data=batch)
    logs = {name: values[-1] for name, values in model.history.history.items()}
    metrics = task.metrics(logs)
    assert metrics[task.score] >= 0 and task.in_words(metrics)
    tested = examples.tested()
    scores = task.evaluate(model, tested)
    assert task.in_words(scores)
    if "by_test" in scores:
        assert scores["by_test"].keys() == tested.keys()


@pytest.mark.parametrize(
    ("name", "values", "said"),
    [
        (
            "completion_plastic",
            {"memory_units": 9},
            "memory_units must be 8, a unit for each bit of a pattern, for a plastic memory. "
            "Received: 9.",
        ),
        (
            "overwrite_delta",
            {"memory_units": 4},
            "memory_units must be at least 5, for 5 values. Received: 4.",
        ),
        (
            "capacity_hebb",
            {"memory_units": 5},
            "memory_units must be at least 6, for 5 values and their sum. Received: 5.",
        ),
    ],
)
def test_memories_that_are_too_small_are_refused(name, values, said):
    recipe = small(name, **values)
    with pytest.raises(InputError) as raised:
        task_of(recipe).build(recipe)
    assert str(raised.value) == said


def test_a_mean_of_values_is_weighted_by_how_alike_keys_are():
    """A key that was written twice reads the mean of its values, whatever the other keys hold."""
    recipe = small("capacity_hebb", overwrite=True, writes=4, test_writes=(4,))
    model = task_of(recipe).build(recipe)
    # Keys of which each has a feature that no other has: ELU + 1 of -50 is nothing.
    weights = {layer.name: layer for layer in model.layers if layer.weights}
    weights["embedding"].set_weights([np.eye(5, 6)])
    for name, before in (("key", 5), ("query", 0)):
        layer = weights[name]
        kernel = np.zeros(layer.kernel.shape)
        kernel[before : before + 5, :5] = 50 * np.eye(5)
        layer.set_weights([kernel, np.full(8, -50.0)])
    given = {
        "keys": np.array([[3, 1, 3, -1]]),
        "values": np.array([[0, 2, 4, -1]]),
        "asked": np.array([3]),
    }
    answer = np.array(model({name: keras.ops.cast(part, "int32") for name, part in given.items()}))
    np.testing.assert_allclose(answer, [[0.5, 0, 0, 0, 0.5]], atol=1e-3)


@pytest.mark.parametrize("rule", ["hebb", "delta"])
def test_outer_products_hold_values_of_their_keys(rule):
    """With keys at right angles Hebb's rule reads the sum, and the delta rule the last value."""
    recipe = small("overwrite_delta", memory_rule=rule, writes=3, test_writes=(3,))
    model = task_of(recipe).build(recipe)
    weights = {layer.name: layer for layer in model.layers if layer.weights}
    weights["embedding"].set_weights([np.eye(5, 6)])
    for name, before in (("key", 5), ("query", 0)):
        layer = weights[name]
        kernel = np.zeros(layer.kernel.shape)
        kernel[before : before + 5, :5] = np.eye(5)
        layer.set_weights([kernel, np.zeros(8)])
    memory = model.get_layer("write").memory
    if rule == "delta":
        memory.rate.bias.assign([50.0])  # All of it is written.
        memory.rate.kernel.assign(np.zeros(memory.rate.kernel.shape))
    given = {
        "keys": np.array([[3, 1, 3]]),
        "values": np.array([[0, 2, 4]]),
        "asked": np.array([3]),
    }
    answer = np.array(model({name: keras.ops.cast(part, "int32") for name, part in given.items()}))
    np.testing.assert_allclose(answer, [[float(rule == "hebb"), 0, 0, 0, 1]], atol=1e-4)
