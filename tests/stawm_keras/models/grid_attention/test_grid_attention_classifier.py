import keras
import numpy as np
import pytest
from gradients import gradients
from keras import ops
from registry import grid_attention

from stawm_keras.models import GridAttentionClassifier

CLASSES, STEPS, CELLS = 4, 3, (5, 6)
RNG = np.random.default_rng(8)
LABELS = np.array([2, 0, 3])
EAGERLY = keras.backend.backend() == "tensorflow"
CARRIED = ("logits", "log_probabilities", "baselines", "entropies")


def images(batch=3):
    return RNG.uniform(0, 255, (batch, 10, 12, 2)).astype("float32")


def compiled(model, optimizer="adam", **how):
    how = how or {"run_eagerly": EAGERLY, "jit_compile": not EAGERLY}
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer, loss, metrics=["accuracy"], **how)
    return model


def test_gradient_is_that_of_the_reward_and_of_the_entropy():
    model = compiled(grid_attention(attention="hard"))
    logits = np.eye(CLASSES)[[2, 1, 3]]  # The second is wrong.
    shape = 3, STEPS
    tensors = logits, *(RNG.normal(size=shape) for _ in CARRIED[1:])

    def loss(*tensors):
        return model.compute_loss(None, LABELS, dict(zip(CARRIED, tensors, strict=True)))

    found = dict(zip(CARRIED, gradients(loss, tensors), strict=True))
    advantages = np.array([1, 0, 1])[:, None] - tensors[CARRIED.index("baselines")]
    np.testing.assert_allclose(found["log_probabilities"], -advantages / 3, atol=1e-6)
    np.testing.assert_allclose(found["entropies"], np.full(shape, -0.002 / 3), atol=1e-8)


def test_baseline_is_a_moving_average_of_the_reward():
    model = compiled(grid_attention(attention="hard"), keras.optimizers.SGD(0.0))
    x, expected = images(), 0.0
    for _ in range(3):
        reward = model.fit(x, LABELS, verbose=0).history["reward"][0]
        expected = 0.9 * expected + 0.1 * reward
        found = ops.convert_to_numpy(model.get_layer("glimpse_loop").cell.expected_reward)
        assert float(found) == pytest.approx(expected, rel=1e-5)
    baselines = ops.convert_to_numpy(model.observe("baselines")(x)["baselines"])
    np.testing.assert_allclose(baselines, np.full((3, STEPS), expected), rtol=1e-5)


def test_fit_shows_what_each_learns_by():
    x = images()
    given = {"verbose": 0, "validation_data": (x, LABELS)}
    soft = compiled(grid_attention()).fit(x, LABELS, **given).history
    hard = compiled(grid_attention(attention="hard", samples=2)).fit(x, LABELS, **given).history
    shown = {"loss", "accuracy", "val_loss", "val_accuracy"}
    assert set(soft) == shown
    assert set(hard) == shown | {"reward", "val_reward", "baseline_error"}


@pytest.mark.slow
@pytest.mark.parametrize("attention", ["soft", "hard"])
def test_learns_where_to_look(attention):
    """A stripe in one of four corners says the class, and the same noise is everywhere."""
    keras.utils.set_random_seed(1)
    labels = RNG.integers(0, 4, 256)
    scenes = RNG.uniform(0, 60, (256, 16, 16, 1))
    tops, lefts = 12 * RNG.integers(0, 2, (2, 256))
    for scene, label, top, left in zip(scenes, labels, tops, lefts, strict=True):
        corner = scene[top : top + 4, left : left + 4, 0]
        corner[label] = corner[:, label] = 255
    model = compiled(
        GridAttentionClassifier(
            (16, 16, 1), 4, [(16, 4, 4, 0)], 2, 32, 16, attention=attention, std=0.3, seed=1
        ),
        keras.optimizers.Adam(0.01),
        jit_compile=False,
    )
    history = model.fit(scenes, labels, batch_size=64, epochs=25, verbose=0).history
    assert history["accuracy"][-1] > 0.9
    looked = ops.convert_to_numpy(model.observe("attention")(scenes)["attention"])
    at_corner = looked[np.arange(256), :, tops // 4, lefts // 4].mean(axis=0)
    assert at_corner.max() > 0.6, "with one of its glimpses"


def test_attention_is_seen_as_weights_of_the_places():
    model, x = grid_attention(), images()
    seen = model.observe("attention", "logits", "hidden")(x)
    assert seen["attention"].shape == (3, STEPS, *CELLS)
    np.testing.assert_allclose(np.sum(seen["attention"], axis=(2, 3)), 1, atol=1e-5)


@pytest.mark.slow
@pytest.mark.parametrize("attention", ["soft", "hard"])
def test_preset_round_trip(tmp_path, attention):
    model, x = grid_attention(attention=attention, class_names=list("abcd")), images()
    model.save_to_preset(tmp_path / "preset")
    loaded = GridAttentionClassifier.from_preset(tmp_path / "preset")
    np.testing.assert_allclose(loaded(x), model(x), rtol=1e-5, atol=1e-6)
    assert loaded.class_names == tuple("abcd")


@pytest.mark.slow
@pytest.mark.tensorflow
def test_exported_it_answers_as_the_model(tmp_path):
    import tensorflow as tf

    from stawm_keras.export import export_saved_model

    model, x = grid_attention(attention="hard", class_names=list("abcd")), images()
    exported = tf.saved_model.load(str(export_saved_model(model, tmp_path, "grid")))
    answer = exported.signatures["classify"](images=tf.constant(x))
    expected = keras.ops.softmax(model.predict(x, verbose=0))
    np.testing.assert_allclose(answer["probabilities"], expected, rtol=1e-4, atol=1e-6)


@pytest.mark.tensorflow
@pytest.mark.parametrize("attention", ["soft", "hard"])
@pytest.mark.slow
def test_two_devices_learn_what_one_does_but_for_what_is_sampled(attention):
    """Hard attention whose weights are all on one place: devices draw other numbers than one."""
    import tensorflow as tf

    summing = tf.distribute.ReductionToOneDevice()
    strategy = tf.distribute.MirroredStrategy(["CPU:0", "CPU:1"], cross_device_ops=summing)
    x, labels = images(8), np.arange(8) % CLASSES

    def trained():
        # Each device would normalise its own batch.
        model = grid_attention(attention=attention, batch_norm=False, doubly_stochastic=0.1)
        if attention == "hard":
            model.get_layer("glimpse_loop").cell.attend.trainable = False
        return compiled(model, keras.optimizers.SGD(0.1), jit_compile=False)

    alone = trained()
    with strategy.scope():
        together = trained()
    if attention == "hard":
        score = alone.get_layer("glimpse_loop").cell.attend.score.kernel
        score.assign(1000 * score)
    together.set_weights(alone.get_weights())
    models = alone, together
    one, two = (m.fit(x, labels, batch_size=8, epochs=3, verbose=0).history for m in models)
    for name in one:
        assert one[name] == pytest.approx(two[name], rel=1e-3), name
    for one, other in zip(alone.get_weights(), together.get_weights(), strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-3, atol=1e-4)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"num_classes": 1}, "`num_classes` must be an integer of at least 2"),
        ({"attention": "firm"}, '`attention` must be "soft" or "hard". Received: attention=firm'),
        ({"samples": 0}, "`samples` must be a positive integer. Received: samples=0"),
        ({"cnn": [(4, 12, 1, 0)]}, "Convolution 1 of 1 leaves nothing of the image"),
        ({"cnn": keras.layers.Flatten()}, r"one grid of features .* shapes? \(None, 100\)"),
    ],
)
def test_bad_arguments(arguments, words):
    given = {"image_shape": (10, 10, 1), "num_classes": 3, "cnn": [(4, 4, 2, 1)], **arguments}
    with pytest.raises(ValueError, match=words):
        GridAttentionClassifier(**given)
