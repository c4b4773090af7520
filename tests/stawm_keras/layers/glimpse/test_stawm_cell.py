import keras
import numpy as np
import pytest
from keras import ops
from reference import hebb_rosenblatt
from reference import relu6

from stawm_keras.layers import AffineGlimpse
from stawm_keras.layers import GlimpseLoop
from stawm_keras.layers import HebbRosenblattCell
from stawm_keras.layers import MemoryRead
from stawm_keras.layers import STAWMCell
from stawm_keras.models import STAWMBackbone

UNITS, HIDDEN, STEPS = 6, 10, 4


def cell_of(**kwargs):
    cnn = keras.Sequential([keras.Input((5, 5, 2)), keras.layers.Flatten()])
    memory = HebbRosenblattCell(UNITS, scale=0.5)
    return STAWMCell(AffineGlimpse(5), cnn, memory, **{"units": HIDDEN, "seed": 4, **kwargs})


def loop(steps=STEPS, **kwargs):
    made = GlimpseLoop(cell_of(**kwargs), steps)
    made.build((None, 9, 8, 2), (None, HIDDEN))
    # Poses that move, instead of the identity that training starts with.
    kernel = made.cell.pose_emitter.pose.kernel
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
    looking = loop(where=where)
    image, context = inputs()
    seen = looking(image, context)
    made = looking.cell

    zeros = np.zeros_like(context)
    emission_state, aggregator_state, x = [context, zeros], [zeros, zeros], context
    written = []
    for step in range(STEPS):
        x, emission_state = made.emission_lstm(x, emission_state)
        np.testing.assert_allclose(seen["emissions"][:, step], x, rtol=1e-5, atol=1e-6)
        pose = made.pose_emitter(x)
        np.testing.assert_allclose(seen["poses"][:, step], pose, rtol=1e-5, atol=1e-6)
        looks_from = pose if where == "pose" else x
        f = ops.relu(made.glimpse_features(made.glimpse_cnn(made.sensor(image, pose))))
        where_part = ops.convert_to_numpy(made.where_path(looks_from))
        written.append(relu6(ops.convert_to_numpy(made.what_path(f)) * where_part))
        x, aggregator_state = made.aggregator_lstm(f, aggregator_state)

    written = np.stack(written, axis=1)
    assert written.max() > 0.01
    np.testing.assert_allclose(seen["memory"]["values"], written, rtol=1e-5, atol=1e-6)
    query = np.full((3, UNITS), 3.0, "float32")
    asked = np.repeat(query[:, None], STEPS, axis=1)
    expected, _ = hebb_rosenblatt(written, asked, eta=0.4, delta=0.2, theta=0.5, scale=0.5)
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
    _, noise = one.cell.begin(image, context, STEPS, training=True)
    masks = ops.convert_to_numpy(noise["pose"])
    assert set(np.unique(masks)) == {0.0, 2.0}
    assert all(np.any(masks[0] != mask) for mask in masks[1:])
    still = one(image, context, training=False)["poses"]
    np.testing.assert_array_equal(still, one(image, context)["poses"])


def test_one_glimpse_leads_nowhere():
    """What would make the next input of the emission LSTM has no weights."""
    made = loop(steps=1)
    paths = [weight.path for weight in made.weights]
    assert not any("aggregator" in path for path in paths)
    assert len(loop(steps=2).weights) == len(paths) + 3


def test_a_sensor_of_other_poses():
    class Crop(AffineGlimpse):
        """Looks at a square of half the image's width; a pose is its centre."""

        pose_units = 2
        whole_image = (0.0, 0.0)

        def look(self, image, pose):
            half = 0.5 * ops.ones_like(pose[:, :1])
            none = ops.zeros_like(half)
            poses = [half, none, pose[:, :1], none, half, pose[:, 1:]]
            return super().look(image, ops.concatenate(poses, axis=-1))

    made = GlimpseLoop(
        STAWMCell(Crop(5), keras.layers.Flatten(), HebbRosenblattCell(UNITS), HIDDEN), STEPS
    )
    seen = made(*inputs())
    assert seen["poses"].shape == (3, STEPS, 2)
    assert made.cell.where_path.kernel.shape == (2, UNITS)


@pytest.mark.parametrize("argument", [{"units": 0}, {"where": "here"}, {"dropout": 1.0}])
def test_bad_arguments(argument):
    (name,) = argument
    with pytest.raises(ValueError, match=f"`{name}`.*Received: {name}="):
        cell_of(**argument)


def test_a_memory_that_cannot_be_written():
    with pytest.raises(ValueError, match="`memory` must be.*without write"):
        STAWMCell(AffineGlimpse(5), keras.layers.Flatten(), keras.layers.LSTMCell(3), HIDDEN)


def test_a_cnn_of_maps():
    cnn = keras.layers.Conv2D(2, 3)
    cell = STAWMCell(AffineGlimpse(5), cnn, HebbRosenblattCell(3), HIDDEN)
    with pytest.raises(ValueError, match=r"`glimpse_cnn` must .* into \(None, 3, 3, 2\)"):
        GlimpseLoop(cell, 2)(keras.Input((9, 8, 2)), keras.Input((HIDDEN,)))


def test_the_loop_may_have_another_dtype_policy():
    assert GlimpseLoop(cell_of(dtype="mixed_bfloat16"), 2)(*inputs())["poses"].shape == (3, 2, 6)


def test_context_of_another_width():
    image, context = inputs()
    with pytest.raises(ValueError, match="must have its 10 units. Received: context of shape"):
        GlimpseLoop(cell_of(), 2)(image, context[:, :4])


def test_a_backbone_without_lstm_units():
    with pytest.raises(ValueError, match="must be a positive integer. Received: units=0"):
        STAWMBackbone((12, 10, 1), [(4, 3, 2, 0)], [(4, 3, 1, 0)], lstm_units=0)


def test_a_functional_model_tells_keys_from_values():
    backbone = STAWMBackbone((12, 10, 1), [(4, 3, 2, 0)], [(4, 3, 1, 0)], 3, 5, memory_units=8)
    images = np.random.default_rng(0).uniform(0, 255, (2, 12, 10, 1)).astype("float32")
    memory = backbone(images)["memory"]
    expected = backbone.memory.write(memory["values"])["keys"]
    assert np.ptp(np.array(expected)) > 0
    np.testing.assert_allclose(memory["keys"], expected, rtol=1e-5)
