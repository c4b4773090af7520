import keras
import numpy as np
import pytest
from gradients import gradients
from keras import ops
from reference import hebb_rosenblatt
from reference import relu6

from stawm_keras.layers import HebbRosenblattCell
from stawm_keras.layers.memory.hebb_rosenblatt_cell import MARGIN
from stawm_keras.layers.memory.hebb_rosenblatt_cell import TRACES_FROM

UNITS = 6
SHORTER, LONGER = 4, 15  # Sequences shorter and longer than the memory.
RATES = {"eta": 0.4, "delta": 0.2, "theta": 0.5}


def keys_and_queries(steps, batch=3, scale=1.5):
    rng = np.random.default_rng(3)
    return (scale * rng.normal(size=(batch, steps, 2 * UNITS))).astype("float32")


def layer(form="traces", capacity=5, **kwargs):
    names = ("return_sequences", "return_state", "unroll", "stateful")
    rnn = {name: kwargs.pop(name) for name in names if name in kwargs}
    cell = HebbRosenblattCell(UNITS, form=form, capacity=capacity, **kwargs)
    return keras.layers.RNN(cell, **{"return_sequences": True, **rnn})


def run(layer, inputs, **kwargs):
    return ops.convert_to_numpy(layer(inputs, **kwargs))


@pytest.mark.parametrize("steps", [SHORTER, LONGER])
@pytest.mark.parametrize("unroll", [True, False])
@pytest.mark.parametrize("form", ["dense", "traces"])
@pytest.mark.parametrize("scale", [1.0, 0.3])
def test_equals_a_numpy_loop(steps, unroll, form, scale):
    inputs = keys_and_queries(steps)
    expected, _ = hebb_rosenblatt(
        relu6(inputs[..., :UNITS]), inputs[..., UNITS:], **RATES, scale=scale
    )
    assert expected.max() > 0.5
    found = run(layer(form, unroll=unroll, scale=scale), inputs)
    np.testing.assert_allclose(found, expected, rtol=1e-5, atol=1e-5)


def test_unrolled_in_a_graph():
    """There, TensorFlow knows beforehand how many traces are held at every step."""
    inputs = keys_and_queries(SHORTER)
    model = keras.Sequential([keras.Input(inputs.shape[1:]), layer(unroll=True)])
    found = model.predict(inputs, verbose=0)
    np.testing.assert_allclose(found, run(layer(), inputs), rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("steps", [SHORTER, LONGER])
@pytest.mark.parametrize("capacity", [1, 4, 15, 32])
def test_forms_agree_in_outputs_and_gradients(steps, capacity):
    """Gradients with respect to inputs, initial state and the three rates."""
    inputs = keys_and_queries(steps)
    rng = np.random.default_rng(4)
    start = (0.1 * rng.uniform(size=(3, UNITS * UNITS))).astype("float32")
    weights = rng.normal(size=(3, steps, UNITS)).astype("float32")

    def outputs_and_gradients(form):
        rnn = layer(form, capacity)
        rnn.build(inputs.shape)

        def loss(inputs, start):
            state = rnn.cell.get_initial_state(3)
            state[1] = start
            return ops.sum(rnn(inputs, initial_state=state) * weights)

        rates = [rnn.cell.eta, rnn.cell.delta, rnn.cell.theta]
        found = gradients(loss, (inputs, start), rates)
        return [run(rnn, inputs), *found]

    for dense, traces in zip(
        outputs_and_gradients("dense"), outputs_and_gradients("traces"), strict=True
    ):
        assert np.abs(dense).max() > 1e-3
        np.testing.assert_allclose(traces, dense, rtol=1e-5, atol=1e-5 * np.abs(dense).max())


def test_auto_is_the_form_for_the_units():
    def states(units, form):
        return HebbRosenblattCell(units, form=form).state_size

    assert states(TRACES_FROM, "auto") == states(TRACES_FROM, "traces")
    assert states(TRACES_FROM - 1, "auto") == states(TRACES_FROM - 1, "dense")
    assert HebbRosenblattCell(TRACES_FROM).get_config()["form"] == "auto"


@pytest.mark.parametrize("form", ["dense", "traces"])
def test_stateful_goes_on_where_it_stopped(form):
    inputs = keys_and_queries(LONGER)
    whole = run(layer(form), inputs)
    stateful = layer(form, stateful=True)
    parts = [run(stateful, inputs[:, :7]), run(stateful, inputs[:, 7:])]
    np.testing.assert_allclose(np.concatenate(parts, axis=1), whole, rtol=1e-5, atol=1e-6)
    stateful.reset_state()
    np.testing.assert_allclose(run(stateful, inputs[:, :7]), parts[0], rtol=1e-6)


@pytest.mark.parametrize("form", ["dense", "traces"])
def test_masked_steps_write_nothing(form):
    inputs = keys_and_queries(LONGER)
    mask = np.random.default_rng(5).uniform(size=inputs.shape[:2]) > 0.4
    rnn = layer(form, return_sequences=False)
    found = run(rnn, inputs, mask=mask)
    for sample, kept, read in zip(inputs, mask, found, strict=True):
        alone = run(rnn, sample[kept][None])
        np.testing.assert_allclose(read, alone[0], rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("form", ["dense", "traces"])
def test_read_asks_the_returned_memory(form):
    inputs = keys_and_queries(LONGER)
    rnn = layer(form, return_sequences=False, return_state=True)
    last, *states = rnn(inputs)
    _, memory = hebb_rosenblatt(relu6(inputs[..., :UNITS]), inputs[..., UNITS:], **RATES)
    queries = np.random.default_rng(6).uniform(size=(3, 4, UNITS)).astype("float32")
    expected = relu6(np.einsum("bij,bqj->bqi", memory, queries))
    several = ops.convert_to_numpy(rnn.cell.read(states, queries))
    np.testing.assert_allclose(several, expected, rtol=1e-5, atol=1e-5)
    one = ops.convert_to_numpy(rnn.cell.read(states, queries[:, 1]))
    np.testing.assert_allclose(one, expected[:, 1], rtol=1e-5, atol=1e-5)
    np.testing.assert_allclose(last, rnn.cell.read(states, inputs[:, -1, UNITS:]), rtol=1e-5)


def test_key_alone_is_its_own_query():
    inputs = relu6(keys_and_queries(SHORTER)[..., :UNITS])
    both = np.concatenate([inputs, inputs], axis=-1)
    np.testing.assert_allclose(run(layer(), inputs), run(layer(), both), rtol=1e-6)


def test_memory_is_float32_under_mixed_precision():
    keras.config.set_dtype_policy("mixed_bfloat16")
    try:
        cell = HebbRosenblattCell(UNITS, form="traces")
        outputs, states = cell(keys_and_queries(1)[:, 0], cell.get_initial_state(3))
        kept = keras.layers.RNN(cell, dtype="float32")(keys_and_queries(LONGER))
    finally:
        keras.config.set_dtype_policy("float32")
    dtypes = {keras.backend.standardize_dtype(t.dtype) for t in (outputs, *states, kept)}
    assert dtypes == {"float32"}
    np.testing.assert_array_equal(
        kept, run(layer(return_sequences=False, capacity=32), keys_and_queries(LONGER))
    )


@pytest.mark.parametrize("push", [(-1, 1, -1), (1, -1, 1), (-1, -1, -1), (-1, 1, 1)])
def test_training_keeps_the_conditions(push):
    """An optimiser that pushes the rates out of Appendix A's conditions is stopped at the bound."""
    cell = HebbRosenblattCell(UNITS)
    cell.build((None, UNITS))
    optimizer = keras.optimizers.SGD(0.3)
    rates = [cell.eta, cell.delta, cell.theta]
    for _ in range(10):
        optimizer.apply([ops.convert_to_tensor(-float(p)) for p in push], rates)
        eta, delta, theta = (float(rate.value) for rate in rates)
        assert eta > delta >= 0 and delta < 1 and theta > 0


def test_only_the_named_rates_train():
    cell = HebbRosenblattCell(UNITS, trainable_rates=("theta",))
    cell.build((None, UNITS))
    assert [w.name for w in cell.trainable_weights] == ["theta"]
    assert sorted(w.name for w in cell.non_trainable_weights) == ["delta", "eta"]


@pytest.mark.parametrize(("trained", "bound"), [("eta", 0.2 + MARGIN), ("delta", 0.4 - MARGIN)])
def test_one_rate_trains_up_to_the_other(trained, bound):
    memory = layer(return_sequences=False, trainable_rates=(trained,))
    model = keras.Sequential([keras.Input((SHORTER, 2 * UNITS)), memory])
    model.compile(keras.optimizers.SGD(1e3), lambda wanted, read: ops.mean(read))  # Forget all.
    model.fit(np.abs(keys_and_queries(SHORTER, scale=0.2)), np.zeros(3), epochs=2, verbose=0)
    assert float(getattr(memory.cell, trained).value) == pytest.approx(bound)


@pytest.mark.parametrize(
    "rates", [{"eta": 0.2}, {"eta": 0.1}, {"delta": -0.1}, {"theta": 0}, {"eta": 2, "delta": 1}]
)
def test_bad_rates(rates):
    with pytest.raises(ValueError, match="stable for eta > delta.*Received: eta="):
        HebbRosenblattCell(UNITS, **rates)


@pytest.mark.parametrize(
    "argument",
    [
        {"units": 0},
        {"capacity": 0},
        {"scale": 0},
        {"form": "sparse"},
        {"trainable_rates": ("gamma",)},
        {"trainable_rates": "eta"},
    ],
)
def test_bad_arguments(argument):
    (name,) = argument
    with pytest.raises(ValueError, match=f"`{name}`.*Received: {name}="):
        HebbRosenblattCell(**{"units": UNITS, **argument})


def test_input_of_another_width():
    with pytest.raises(ValueError, match="keras.layers.Dense.*Received: input of shape"):
        layer()(np.zeros((2, 3, UNITS + 1), "float32"))
