"""What every memory must pass."""

import inspect
import json

import keras
import keras_tuner
import numpy as np
import pytest
from gradients import gradients
from keras import ops
from memories import MEMORIES
from small_classifier import classifier
from small_classifier import pixels

from stawm_keras import layers
from stawm_keras.layers.memory import steps as steps_of
from stawm_keras.models import STAWMClassifier
from stawm_keras.ops import read_memory

slow = pytest.mark.slow
# Whichever is faster for what runs once or a few times.
EAGERLY = keras.backend.backend() == "tensorflow"


def of_those(fast):
    """A test of every memory, with the slow but for names of which `fast` holds."""
    marked = [pytest.param(name, marks=() if fast(name) else slow) for name in MEMORIES]
    return pytest.mark.parametrize("name", marked)


# Of every class in one form, and in its other forms with the slow.
names = of_those(lambda name: ", " not in name)
# With the slow on JAX as well, where every shape is compiled.
costly = of_those(lambda name: ", " not in name and EAGERLY)
# Of every class the first form that a glimpse cell can hold: forms differ in their steps alone.
in_a_model = pytest.mark.parametrize("name", [name for name in MEMORIES if ", " not in name])
NEAR = {"rtol": 1e-4, "atol": 1e-5}


def made(name):
    """A cell whose weights are as after some training, the same in every call."""
    keras.utils.set_random_seed(0)
    cell = MEMORIES[name].make()
    cell.build((None, MEMORIES[name].width))
    rng = np.random.default_rng(1)
    for weight in cell.weights:
        if len(weight.shape):
            weight.assign(weight + 0.3 * rng.normal(size=weight.shape))
    return cell


def by_name(cell):
    """Its weights, without its own name before theirs, and without what only counts."""
    return {
        weight.path.split("/", 1)[-1]: ops.convert_to_numpy(weight).astype("float64")
        for weight in cell.weights
        if weight.dtype == "float32"
    }


def given(name, batch, steps, seed=2):
    memory = MEMORIES[name]
    drawn = memory.draw(np.random.default_rng(seed), (batch, steps, memory.width))
    return drawn.astype("float32")


def queries(cell, batch, count=2):
    rng = np.random.default_rng(3)
    return rng.normal(size=(batch, count, cell.units)).astype("float32")


def empty(cell, batch):
    return [np.zeros((batch, size)) for size in cell.state_size]


def begun(name, cell, batch):
    """The states after a few steps."""
    return defined(name, cell, given(name, batch, 2, seed=4), empty(cell, batch))[1]


def defined(name, cell, inputs, states):
    """What is read after every step, and the last states, by the definition."""
    states = [np.asarray(state, "float64") for state in states]
    return MEMORIES[name].steps(by_name(cell), inputs.astype("float64"), states)


def run(cell, inputs, states=None, mask=None, **kwargs):
    """What is read after every step, and the last states, by Keras' RNN."""
    rnn = keras.layers.RNN(cell, return_sequences=True, return_state=True, **kwargs)
    if states is not None:
        states = [ops.convert_to_tensor(state, "float32") for state in states]
    reads, *states = rnn(inputs, initial_state=states, mask=mask)
    return arrays(reads), [arrays(state) for state in states]


def arrays(tensors):
    return keras.tree.map_structure(ops.convert_to_numpy, tensors)


def assert_all_close(found, expected, **tolerance):
    assert len(found) == len(expected)
    for number, (one, other) in enumerate(zip(found, expected, strict=True)):
        np.testing.assert_allclose(one, other, **(tolerance or NEAR), err_msg=f"{number}")


def test_every_public_memory_is_listed():
    public = {
        name
        for name in layers.__all__
        if inspect.isclass(getattr(layers, name)) and hasattr(getattr(layers, name), "write")
    }
    assert public == {name.split(",")[0] for name in MEMORIES}


@names
def test_steps_are_those_of_the_definition(name):
    cell, inputs = made(name), given(name, 2, 4)
    states = begun(name, cell, 2)
    reads, last = run(cell, inputs, states)
    expected, expected_last = defined(name, cell, inputs, states)
    assert np.abs(expected).max() > 1e-2
    np.testing.assert_allclose(reads, expected, **NEAR)
    assert_all_close(last, expected_last)
    np.testing.assert_array_equal(reads[:, -1], last[0])  # Keras takes it for the last output.


@costly
@pytest.mark.parametrize(
    "steps", [3, *(pytest.param(steps, marks=slow) for steps in (1, 15, 16, 17, 33))]
)
def test_write_leaves_what_the_steps_leave(name, steps, monkeypatch):
    cell, inputs = made(name), given(name, 2, steps)
    asked = queries(cell, 2)
    written = cell.write(ops.convert_to_tensor(inputs), every_step=True)
    states, expected = empty(cell, 2), []
    for step in range(steps):
        _, states = defined(name, cell, inputs[:, step : step + 1], states)
        expected.append(MEMORIES[name].recall(by_name(cell), states, asked.astype("float64")))
    found = arrays(read_memory(written, asked, every_step=True))
    np.testing.assert_allclose(found, np.stack(expected, axis=2), **NEAR)
    terminal = cell.write(ops.convert_to_tensor(inputs))
    np.testing.assert_allclose(arrays(read_memory(terminal, asked)), expected[-1], **NEAR)
    if steps == 3:  # As a long sequence is written.
        monkeypatch.setattr(steps_of, "UNROLLED", 2)
        in_a_loop = arrays(read_memory(cell.write(ops.convert_to_tensor(inputs)), asked))
        np.testing.assert_allclose(in_a_loop, expected[-1], **NEAR)
    alone = arrays(cell.write(ops.convert_to_tensor(inputs[1:]), every_step=True))
    for part, of_one in arrays(written).items():
        np.testing.assert_allclose(of_one[1:], alone[part], **NEAR, err_msg=part)


@names
@pytest.mark.parametrize("every_step", [True, False])
def test_what_is_written_is_as_announced(name, every_step):
    cell, inputs = made(name), given(name, 2, 3)
    written = cell.write(ops.convert_to_tensor(inputs), every_step=every_step)
    if hasattr(cell, "written_spec") and every_step:
        spec = cell.written_spec(keras.KerasTensor((None, *inputs.shape[1:])))
        assert {part: tensor.shape[1:] for part, tensor in spec.items()} == {
            part: tuple(tensor.shape[1:]) for part, tensor in written.items()
        }
        assert {tensor.dtype for tensor in spec.values()} == {"float32"}
    for number in cell.report().values():
        assert isinstance(number, float)
    if hasattr(cell, "measure") and every_step:
        for part, number in cell.measure(arrays(written)).items():
            assert np.shape(number) == (2, 3) and np.isfinite(number).all(), part


@pytest.mark.tensorflow
@names
def test_the_first_trial_is_the_memory_itself(name):
    cell = MEMORIES[name].make()
    if hasattr(cell, "vary"):
        trial = cell.vary(keras_tuner.HyperParameters())
        config = type(cell).from_config({**cell.get_config(), **trial}).get_config()
        assert json.dumps(config) == json.dumps(cell.get_config())


@costly
def test_stateful_goes_on_where_it_stopped(name):
    cell, inputs = made(name), given(name, 2, 4)
    whole, _ = run(cell, inputs)
    rnn = keras.layers.RNN(cell, return_sequences=True, stateful=True)
    parts = [arrays(rnn(part)) for part in (inputs[:, :2], inputs[:, 2:])]
    np.testing.assert_allclose(np.concatenate(parts, axis=1), whole, **NEAR)
    rnn.reset_state()
    np.testing.assert_allclose(arrays(rnn(inputs[:, :2])), parts[0], rtol=1e-6)


@costly
@pytest.mark.parametrize("number", [0, *(pytest.param(n, marks=slow) for n in (1, -1))])
def test_masked_steps_write_nothing(name, number):
    """Also of as many samples as a state has numbers, which may be taken for each other."""
    cell = made(name)
    batch = cell.state_size[number]
    inputs = given(name, batch, 4)
    mask = np.random.default_rng(5).uniform(size=(batch, 4)) > 0.4
    mask[0] = [True, False, True, False]
    _, states = run(cell, inputs, mask=mask)
    for place in range(batch):
        kept = inputs[place : place + 1, mask[place]]
        alone = empty(cell, 1)
        if kept.shape[1]:
            _, alone = defined(name, cell, kept, alone)
        assert_all_close([state[place : place + 1] for state in states], alone)


@costly
def test_float32_under_every_policy(name):
    """Also where it is written into inside a layer of another policy, as glimpse cells do."""
    inputs = given(name, 2, 3)
    expected, _ = run(made(name), inputs)
    kept = arrays(made(name).write(ops.convert_to_tensor(inputs)))

    class Outer(keras.layers.Layer):
        def call(self, inputs):
            return cell.write(ops.convert_to_tensor(inputs))

    keras.config.set_dtype_policy("mixed_bfloat16")
    try:
        cell = made(name)
        found, _ = run(cell, inputs, dtype="float32")
        written = Outer(autocast=False)(inputs)
        once, _ = cell(ops.cast(inputs[:, 0], "bfloat16"), cell.get_initial_state(2))
    finally:
        keras.config.set_dtype_policy("float32")
    assert keras.backend.standardize_dtype(once.dtype) == "float32"
    np.testing.assert_allclose(found, expected, rtol=1e-6, atol=1e-6)
    for part, tensor in written.items():
        assert keras.backend.standardize_dtype(tensor.dtype) == "float32"
        np.testing.assert_allclose(tensor, kept[part], rtol=1e-6, atol=1e-6, err_msg=part)


@slow
@names
def test_unrolled_in_a_graph_and_compiled(name):
    cell, inputs = made(name), given(name, 2, 4)
    expected, _ = run(cell, inputs)
    for unroll in (True, False):
        np.testing.assert_allclose(run(cell, inputs, unroll=unroll)[0], expected, **NEAR)
        rnn = keras.layers.RNN(cell, return_sequences=True, unroll=unroll)
        model = keras.Sequential([keras.Input(inputs.shape[1:]), rnn])
        for jit in (True, False):
            model.compile(jit_compile=jit)
            np.testing.assert_allclose(model.predict(inputs, verbose=0), expected, **NEAR)


@slow
@names
def test_slopes_are_those_of_the_definition(name):
    """Of what is given, of every state and of every weight, by central differences."""
    memory, cell, inputs = MEMORIES[name], made(name), given(name, 2, 3)
    states = begun(name, cell, 2)
    expected, last = defined(name, cell, inputs, states)
    rng = np.random.default_rng(6)
    factors = [rng.normal(size=part.shape) for part in (expected, *last[1:])]
    weights = [weight for weight in cell.weights if weight.dtype == "float32"]

    def loss(inputs, *states):
        rnn = keras.layers.RNN(cell, return_sequences=True, return_state=True)
        reads, _, *last = rnn(inputs, initial_state=list(states))
        parts = zip((reads, *last), factors, strict=True)
        return sum(ops.sum(part * factor.astype("float32")) for part, factor in parts)

    names_of_weights, values = zip(*by_name(cell).items(), strict=True) if weights else ((), ())

    def exact(inputs, *others):
        states, values = others[: len(last)], others[len(last) :]
        found = dict(zip(names_of_weights, values, strict=True))
        reads, (_, *after) = memory.steps(found, inputs, list(states))
        parts = zip((reads, *after), factors, strict=True)
        return sum(np.sum(part * factor) for part, factor in parts)

    slopes = gradients(loss, [inputs, *states], weights)
    points = [inputs.astype("float64"), *states, *values]
    for number, found in enumerate(slopes):
        if number - 1 in memory.counts:
            continue
        for index in np.ndindex(points[number].shape):
            sides = []
            for step in (1e-5, -1e-5):
                moved = [point.copy() for point in points]
                moved[number][index] += step
                sides.append(exact(*moved))
            slope = (sides[0] - sides[1]) / 2e-5
            found_here = found[index] if found.shape else found
            assert abs(found_here - slope) < 1e-3 * max(1, abs(slope)), (number, index)


def slopes_of_reading(name, cell, inputs, states=None):
    """The slopes of all that is read, of what is given and of the weights."""

    def loss(inputs):
        rnn = keras.layers.RNN(cell, return_sequences=True)
        start = cell.get_initial_state(len(inputs)) if states is None else states
        written = cell.write(inputs, every_step=True)
        read = read_memory(written, queries(cell, 2), every_step=True)
        return ops.sum(rnn(inputs, initial_state=start)) + ops.sum(read)

    return gradients(loss, [inputs], cell.trainable_weights)


@costly
@pytest.mark.parametrize("gates", [-20, 20])
def test_slopes_of_zeros_and_of_shut_and_open_gates_are_finite(name, gates):
    cell, inputs = made(name), given(name, 2, 3)
    inputs[:, 1] = 0
    inputs[0] = 0
    weights = {weight.path.split("/", 1)[-1]: weight for weight in cell.weights}
    for gate in MEMORIES[name].gates:
        weights[gate].assign(np.full(weights[gate].shape, gates))
    assert all(np.isfinite(slope).all() for slope in slopes_of_reading(name, cell, inputs))
    assert np.isfinite(run(cell, inputs)[0]).all()


@slow
@names
def test_slopes_are_finite_after_200_steps(name):
    cell, inputs = made(name), given(name, 2, 200)
    assert all(np.isfinite(slope).all() for slope in slopes_of_reading(name, cell, inputs))


@slow
@in_a_model
def test_in_a_model_that_looks(name, tmp_path):
    """As the memory of a classifier that is trained, saved, loaded, and loaded as a preset."""
    model = classifier(memory=MEMORIES[name].make())
    images = pixels(3)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile("adam", loss, run_eagerly=EAGERLY, jit_compile=not EAGERLY)
    before = [arrays(weight) for weight in model.backbone.trainable_weights]
    model.fit(images, np.arange(3), epochs=6, verbose=0)  # Of few queries many are dropped.
    after = [arrays(weight) for weight in model.backbone.trainable_weights]
    assert all(np.isfinite(weight).all() for weight in after)
    assert any(np.any(one != other) for one, other in zip(before, after, strict=True))
    expected = model.predict(images, verbose=0)
    model.save(tmp_path / "model.keras")
    model.save_to_preset(tmp_path / "preset")
    for one in (
        keras.saving.load_model(tmp_path / "model.keras"),
        STAWMClassifier.from_preset(tmp_path / "preset"),
    ):
        one.compile(run_eagerly=EAGERLY)
        np.testing.assert_allclose(one.predict(images, verbose=0), expected, **NEAR)


@slow
@pytest.mark.tensorflow
@in_a_model
def test_exported_in_a_model_that_looks(name, tmp_path):
    import tensorflow as tf

    model = classifier(memory=MEMORIES[name].make())
    model.export(tmp_path / "saved", verbose=False)
    exported = tf.saved_model.load(str(tmp_path / "saved"))
    np.testing.assert_allclose(exported.serve(pixels(3)), model(pixels(3)), **NEAR)
