import keras
import numpy as np
import pytest
from keras import ops
from reference import hebb_rosenblatt
from reference import relu6

from stawm_keras.layers import GlimpseLoop
from stawm_keras.layers import HebbRosenblattCell
from stawm_keras.layers import MemoryRead

UNITS, HIDDEN, STEPS = 6, 10, 4


def loop(dropout=0.0, where="pose", scale=0.5):
    cnn = keras.Sequential([keras.Input((5, 5, 2)), keras.layers.Flatten()])
    memory = HebbRosenblattCell(UNITS, scale=scale)
    made = GlimpseLoop(cnn, memory, STEPS, 5, HIDDEN, dropout=dropout, where=where, seed=4)
    made.build((None, 9, 8, 2), (None, HIDDEN))
    # Poses that move, instead of the identity that training starts with.
    kernel = made.pose_emitter.pose.kernel
    kernel.assign(0.5 * np.random.default_rng(3).normal(size=kernel.shape))
    return made


def inputs():
    rng = np.random.default_rng(5)
    return rng.uniform(size=(3, 9, 8, 2)).astype("float32"), rng.normal(size=(3, HIDDEN)).astype(
        "float32"
    )


@pytest.mark.parametrize("where", ["pose", "emission"])
def test_equals_figure_2_step_by_step(where):
    """The wiring, written down again with the loop's own parts and a dense memory."""
    made = loop(where=where)
    image, context = inputs()
    seen = made(image, context)

    zeros = np.zeros_like(context)
    emission_state, aggregator_state, x = [context, zeros], [zeros, zeros], context
    keys = []
    for step in range(STEPS):
        x, emission_state = made.emission_lstm(x, emission_state)
        np.testing.assert_allclose(seen["emissions"][:, step], x, rtol=1e-5, atol=1e-6)
        pose = made.pose_emitter(x)
        np.testing.assert_allclose(seen["poses"][:, step], pose, rtol=1e-5, atol=1e-6)
        looks_from = pose if where == "pose" else x
        f = ops.relu(made.glimpse_features(made.glimpse_cnn(made.look(image, pose))))
        where_part = ops.convert_to_numpy(made.where_path(looks_from))
        keys.append(relu6(ops.convert_to_numpy(made.what_path(f)) * where_part))
        x, aggregator_state = made.aggregator_lstm(f, aggregator_state)

    keys = np.stack(keys, axis=1)
    assert keys.max() > 0.01
    np.testing.assert_allclose(seen["memory"]["keys"], keys, rtol=1e-5, atol=1e-6)
    query = np.full((3, UNITS), 3.0, "float32")
    asked = np.repeat(query[:, None], STEPS, axis=1)
    expected, _ = hebb_rosenblatt(keys, asked, eta=0.4, delta=0.2, theta=0.5, scale=0.5)
    found = ops.convert_to_numpy(MemoryRead(every_step=True)(seen["memory"], query))
    np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-7)


def test_calls_leave_nothing_behind():
    made = loop()
    image, context = inputs()
    first = made(image, context)
    made(image[::-1], context[::-1])
    np.testing.assert_array_equal(first["poses"], made(image, context)["poses"])


def test_dropout_is_seeded_differs_by_step_and_rests_at_inference():
    image, context = inputs()
    one, other = loop(dropout=0.5), loop(dropout=0.5)
    other.set_weights(one.get_weights())
    first = ops.convert_to_numpy(one(image, context, training=True)["poses"])
    np.testing.assert_array_equal(first, other(image, context, training=True)["poses"])
    second = ops.convert_to_numpy(one(image, context, training=True)["poses"])
    assert np.abs(first - second).max() > 1e-3
    masks, _ = one._draw_dropout(3, training=True)
    masks = np.stack([ops.convert_to_numpy(mask) for mask in masks])
    assert set(np.unique(masks)) == {0.0, 2.0}
    assert all(np.any(masks[0] != mask) for mask in masks[1:])
    still = one(image, context, training=False)["poses"]
    np.testing.assert_array_equal(still, one(image, context)["poses"])


@pytest.mark.parametrize(
    "argument", [{"num_glimpses": 0}, {"units": 0}, {"where": "here"}, {"dropout": 1.0}]
)
def test_bad_arguments(argument):
    (name,) = argument
    valid = {"num_glimpses": 2, "glimpse_size": 5, "units": 4}
    with pytest.raises(ValueError, match=f"`{name}`.*Received: {name}="):
        GlimpseLoop(keras.layers.Flatten(), HebbRosenblattCell(UNITS), **{**valid, **argument})


def test_context_of_another_width():
    image, context = inputs()
    made = GlimpseLoop(keras.layers.Flatten(), HebbRosenblattCell(UNITS), 2, 5, HIDDEN)
    with pytest.raises(ValueError, match="must have its 10 units. Received: context of shape"):
        made(image, context[:, :4])
