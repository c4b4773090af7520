"""What holds for every public layer and model."""

import inspect
import json
import subprocess
import sys

import keras
import numpy as np
import pytest
from keras import ops
from keras import tree
from keras.src.testing import TestCase
from processes import environment
from registry import ENTRIES

from stawm_keras import layers
from stawm_keras import models

names = pytest.mark.parametrize("name", ENTRIES)


def each(slow):
    """Every entry, some with the slow tests: what is compiled takes long."""
    marks = {True: pytest.mark.slow, False: ()}
    entries = [pytest.param(name, marks=marks[bool(slow(name))]) for name in ENTRIES]
    return pytest.mark.parametrize("name", entries)


def is_another_form(name):
    return ", " in name


forms = each(slow=is_another_form)
layers_alone = each(slow=lambda name: is_another_form(name) or hasattr(models, name))
# Whichever is faster for what runs once or a few times; graphs and XLA have a test of their own.
EAGERLY = keras.backend.backend() == "tensorflow"

LOAD = """
import sys
import keras, numpy as np
from keras import tree
import stawm_keras

folder = sys.argv[1]
with np.load(f"{folder}/arrays.npz") as arrays:
    for name in sys.argv[2:]:
        inputs = [arrays[key] for key in arrays.files if key.startswith(f"{name}/in/")]
        expected = [arrays[key] for key in arrays.files if key.startswith(f"{name}/out/")]
        model = keras.saving.load_model(f"{folder}/{name}.keras")
        for _ in range(2):
            found = tree.flatten(model(inputs, training=False))
            assert len(found) == len(expected)
            for one, other in zip(found, expected):
                np.testing.assert_allclose(one, other, rtol=1e-5, atol=1e-6, err_msg=name)
            model = type(model).from_config(model.get_config())
            model.load_weights(f"{folder}/{name}.weights.h5")
print("loaded", len(sys.argv) - 2)
"""


def as_model(name, batch_size=None):
    """A functional model around the entry, its inputs flattened."""
    made = ENTRIES[name].make()
    inputs = tree.map_structure(
        lambda a: keras.Input(a.shape[1:], batch_size=batch_size), ENTRIES[name].inputs
    )
    outputs = made(*inputs)
    return keras.Model(tree.flatten(inputs), tree.flatten(outputs))


def learner(name):
    """What is trained of an entry: a model with a loss of its own uses it where it is the whole."""
    made = ENTRIES[name].make()
    own_loss = (
        isinstance(made, keras.Model) and type(made).compute_loss is not keras.Model.compute_loss
    )
    return made if own_loss else as_model(name)


def arrays_of(name):
    return tree.flatten(ENTRIES[name].inputs)


def predict(model, arrays):
    return tree.flatten(model.predict(arrays, verbose=0))


def answers(model, arrays):
    """What a model predicts, without a graph if that is faster."""
    model.compile(run_eagerly=EAGERLY, jit_compile=not EAGERLY)
    return predict(model, arrays)


def assert_close(found, expected, **tolerance):
    assert len(found) == len(expected) > 0
    for one, other in zip(found, expected, strict=True):
        np.testing.assert_allclose(one, other, **tolerance)


# Bases, which do nothing alone, and what loops here are made of.
INSIDE = {
    "DRAWCell",
    "CaptionCell",
    "DeepRecurrentAttentionCell",
    "DifferentiableAttentionCell",
    "EnrichedDeepRecurrentAttentionCell",
    "GlimpseCell",
    "GridAttentionCell",
    "RecurrentAttentionCell",
    "STAWMCell",
    "Sensor",
}


def test_every_public_class_is_listed():
    public = {
        name
        for module in (layers, models)
        for name in module.__all__
        if inspect.isclass(getattr(module, name))
    }
    assert public == {name.split(",")[0] for name in ENTRIES} | INSIDE


@names
def test_config_round_trip(name):
    first = ENTRIES[name].make()
    config = first.get_config()
    second = type(first).from_config(json.loads(json.dumps(config)))
    assert json.dumps(second.get_config()) == json.dumps(config)


@names
def test_config_is_the_constructors_arguments(name):
    made = ENTRIES[name].make()
    cell = getattr(made, "cell", None)
    for layer in filter(None, (None if isinstance(made, keras.layers.RNN) else made, cell)):
        parameters = inspect.signature(type(layer).__init__).parameters
        arguments = {p for p in parameters if p not in ("self", "kwargs")}
        assert arguments <= set(layer.get_config()) <= arguments | {"name", "trainable", "dtype"}


@names
def test_a_config_that_was_used_leaves_the_model_whole(name):
    made = ENTRIES[name].make()
    before = json.dumps(made.get_config())
    type(made).from_config(made.get_config())
    assert json.dumps(made.get_config()) == before


@names
def test_keras_own_test_of_serialisation(name):
    made = ENTRIES[name].make()
    cell = getattr(made, "cell", None)
    if isinstance(made, keras.layers.RNN):  # It was written into; a fresh one is compared.
        made = type(cell).from_config(cell.get_config())
    TestCase().run_class_serialization_test(made)


@names
def test_arguments_that_are_not_taken_are_refused(name):
    made = ENTRIES[name].make()
    made = made.cell if isinstance(made, keras.layers.RNN) else made
    with pytest.raises(TypeError, match="takes no argument `nam`. Did you mean `name`?"):
        type(made)(nam="one")


@pytest.fixture(scope="module")
def loaded_elsewhere(tmp_path_factory):
    """Saves every entry and loads all of them in one fresh process."""
    folder = tmp_path_factory.mktemp("saved")
    arrays = {}
    for place, name in enumerate(ENTRIES):
        model = as_model(name)
        model.save(folder / f"{place}.keras")
        model.save_weights(folder / f"{place}.weights.h5")
        arrays |= {f"{place}/in/{i}": a for i, a in enumerate(arrays_of(name))}
        outputs = tree.flatten(model(arrays_of(name), training=False))
        arrays |= {f"{place}/out/{i}": ops.convert_to_numpy(t) for i, t in enumerate(outputs)}
    np.savez(folder / "arrays.npz", **arrays)
    numbers = [str(place) for place in range(len(ENTRIES))]
    return subprocess.run(
        [sys.executable, "-c", LOAD, str(folder), *numbers],
        capture_output=True,
        text=True,
        env=environment(),
    )


@pytest.mark.slow
def test_save_and_load_in_a_fresh_process(loaded_elsewhere):
    assert f"loaded {len(ENTRIES)}" in loaded_elsewhere.stdout, loaded_elsewhere.stderr[-3000:]


@layers_alone
def test_eager_graph_and_compiled_agree(name):
    model = as_model(name)
    expected = [
        ops.convert_to_numpy(t) for t in tree.flatten(model(arrays_of(name), training=False))
    ]
    for jit in (False, True):
        model.compile(jit_compile=jit)
        assert_close(predict(model, arrays_of(name)), expected, rtol=1e-5, atol=1e-5)


@layers_alone
def test_unknown_and_known_batch_sizes_agree(name):
    unknown, known = as_model(name), as_model(name, batch_size=3)
    known.set_weights(unknown.get_weights())
    three = predict(unknown, arrays_of(name))
    assert_close(predict(known, arrays_of(name)), three, rtol=1e-5, atol=1e-5)
    one = answers(unknown, [a[:1] for a in arrays_of(name)])
    assert_close(one, [a[:1] for a in three], rtol=1e-5, atol=1e-5)


@forms
def test_mixed_precision_stays_near_float32(name):
    full = as_model(name)
    keras.config.set_dtype_policy("mixed_bfloat16")
    try:
        mixed = as_model(name)
        round_trip = type(mixed).from_config(mixed.get_config())
    finally:
        keras.config.set_dtype_policy("float32")
    assert {w.dtype for w in mixed.trainable_weights} <= {"float32"}
    for model in (mixed, round_trip):
        model.set_weights(full.get_weights())
    found, expected = (answers(model, arrays_of(name)) for model in (mixed, full))
    for one, other in zip(found, expected, strict=True):
        error = np.abs(one.astype("float32") - other).max()
        assert error <= 0.05 * max(1.0, np.abs(other).max())
    assert_close(answers(round_trip, arrays_of(name)), found, rtol=1e-6, atol=1e-6)


@forms
def test_fit_changes_every_weight_that_trains(name):
    model = learner(name)
    if not model.trainable_weights:
        return
    rng = np.random.default_rng(7)
    targets = [rng.normal(size=a.shape) for a in answers(model, arrays_of(name))]
    before = [ops.convert_to_numpy(w) for w in model.trainable_weights]
    model.compile(
        keras.optimizers.Adam(1e-2),
        ["mse"] * len(targets),
        run_eagerly=EAGERLY,
        jit_compile=not EAGERLY,
    )
    model.fit(arrays_of(name), targets, epochs=4, verbose=0)
    for weight, old in zip(model.trainable_weights, before, strict=True):
        new = ops.convert_to_numpy(weight)
        assert np.all(np.isfinite(new)), weight.path
        assert np.any(new != old), weight.path
