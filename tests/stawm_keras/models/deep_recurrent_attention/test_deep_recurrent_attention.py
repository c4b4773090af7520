import keras
import numpy as np
import pytest
from keras import ops
from learners import EAGERLY
from learners import assert_learns_alike
from learners import compiled
from learners import softmax
from registry import deep_recurrent_attention

from stawm_keras.models import DeepRecurrentAttention
from stawm_keras.visualisation import look_at

CLASSES = 4
RNG = np.random.default_rng(8)
LABELS = np.array([[2, 0], [0, 4], [4, 4]])  # The second has one object, the third none.


def images(batch=3):
    return RNG.uniform(0, 255, (batch, 10, 12, 2)).astype("float32")


def several(**kwargs):
    """Two looks at each of two objects, which need not be there."""
    return deep_recurrent_attention(num_objects=2, end_token=True, num_glimpses=2, **kwargs)


def test_answers_for_every_object():
    model, x = several(samples=2, class_names=["a", "b", "c", "d"]), images()
    assert model(x).shape == (3, 2, CLASSES + 1)
    assert model.class_names == ("a", "b", "c", "d", "end")
    assert {name: t.shape for name, t in model(x, training=True).items()} == {
        "logits": (6, 2, CLASSES + 1),
        "log_probabilities": (6, 4),
        "baselines": (6, 4),
    }
    seen = look_at(model, x)
    assert seen["frames"].shape == (3, 4, 2, 4, 2) and seen["glimpses"].shape == (3, 4, 4, 4, 4)
    assert deep_recurrent_attention()(x).shape == (3, CLASSES)


def test_an_answer_knows_the_looks_before_it():
    """After every object's last look, and not after its first."""
    model, x = several(), images()
    hidden = model.observe("hidden")(x)["hidden"]
    answers = model.get_layer("logits")(hidden)
    np.testing.assert_allclose(model(x), answers[:, 1::2], rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize(
    "weights",
    [
        None,
        pytest.param(np.array([1.0, 0.5, 2.0]), marks=pytest.mark.slow),
        pytest.param(np.ones((3, 2)), marks=pytest.mark.slow),
    ],
)
def test_fit_shows_what_was_learned(weights):
    model = compiled(several(samples=2))
    x = images()
    history = model.fit(
        x, LABELS, sample_weight=weights, validation_data=(x, LABELS), verbose=0
    ).history
    shown = {"loss", "accuracy", "reward"}
    assert set(history) == shown | {f"val_{name}" for name in shown} | {"baseline_error", "outside"}
    assert history["accuracy"] == history["reward"] or weights is not None
    assert history["val_accuracy"] == history["val_reward"]


def test_without_a_context_the_first_look_is_at_one_place():
    model = DeepRecurrentAttention((10, 12, 2), CLASSES, context_cnn=None, num_glimpses=2)
    model.get_layer("glimpse_loop").cell.policy.locate.kernel.assign(RNG.normal(size=(256, 2)))
    first, second = ops.convert_to_numpy(model.observe("poses")(images())["poses"]).swapaxes(0, 1)
    assert np.ptp(first, axis=0).tolist() == [0, 0] and np.ptp(second, axis=0).min() > 0


@pytest.mark.slow
def test_a_thumbnail_says_where_to_look():
    """Left or right, something is to be seen; what it is shows in its details alone."""
    scenes = np.zeros((4, 12, 12, 1), "float32")
    details = np.array([[255, 0, 0], [0, 0, 0], [0, 0, 255]]), np.eye(3)[::-1] * 127.5
    for number, (column, what) in enumerate([(0, 0), (0, 1), (9, 0), (9, 1)]):
        scenes[number, 3:6, column : column + 3, 0] = details[what]
    scenes[..., 0] *= 510 / scenes.sum(axis=(1, 2, 3))[:, None, None]
    labels = np.array([0, 1, 0, 1])
    model = DeepRecurrentAttention(
        (12, 12, 1), 2, num_glimpses=1, glimpse_size=5, scales=1, context_size=4,
        context_cnn=[(8, 3, 1, 0)], glimpse_cnn=[(8, 3, 1, 0)], units=16, path_units=16,
        location_std=0.8, std=0.5, samples=4, seed=2,  # Wide: it has to try either side.
    )  # fmt: skip
    compiled(model, keras.optimizers.Adam(0.01), jit_compile=not EAGERLY)
    model.fit(np.tile(scenes, (1000, 1, 1, 1)), np.tile(labels, 1000), batch_size=64, verbose=0,
              epochs=3)  # fmt: skip
    chances = softmax(ops.convert_to_numpy(model(scenes)))
    assert chances[np.arange(4), labels].min() > 0.9
    places = ops.convert_to_numpy(model.observe("poses")(scenes)["poses"])[:, 0, 0]
    assert places[:2].max() < -0.3 and places[2:].min() > 0.3


@pytest.mark.slow
@pytest.mark.tensorflow
def test_exported_it_answers_as_the_model(tmp_path):
    import tensorflow as tf

    from stawm_keras.export import export_saved_model

    model, x = several(class_names=["a", "b", "c", "d"]), images()
    exported = tf.saved_model.load(str(export_saved_model(model, tmp_path, "dram")))
    answer = exported.signatures["serving_default"](images=tf.constant(x))
    logits = model.predict(x, verbose=0)
    np.testing.assert_allclose(answer["probabilities"], softmax(logits), rtol=1e-4, atol=1e-6)
    names = np.array(model.class_names)[logits.argmax(-1)]
    assert np.array(answer["name"]).astype(str).tolist() == names.tolist()
    looked = exported.signatures["glimpses"](images=tf.constant(x))
    assert looked["poses"].shape == (3, 4, 2)


@pytest.mark.slow
@pytest.mark.tensorflow
def test_two_devices_learn_what_one_would_but_for_what_is_sampled():
    def learner():
        model = several(location_std=1e-6)
        cell = model.get_layer("glimpse_loop").cell
        # All that learns from what was drawn.
        for layer in (cell.policy, cell.aiming_lstm, model.get_layer("context_features"),
                      model.get_layer("context_cnn")):  # fmt: skip
            layer.trainable = False
        return compiled(model, keras.optimizers.SGD(0.1), jit_compile=False)

    labels = np.stack([np.arange(8) % CLASSES, np.arange(8) % 3], axis=1)
    assert_learns_alike(learner, images(8), labels, ("loss", "reward", "baseline_error"))


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"num_objects": 0}, "`num_objects` must be a positive integer. Received: num_objects=0"),
        ({"num_glimpses": 1.5}, "`num_glimpses` must be a positive integer"),
        ({"samples": 0}, "`samples` must be a positive integer. Received: samples=0"),
        ({"location_std": 0}, "`std` must be a positive number"),
        ({"context_size": 24}, "not less than its own, 24 x 24. Received: images of shape"),
        ({"glimpse_size": 64}, "16 times as wide as the image"),
    ],
)
def test_bad_arguments(arguments, words):
    small = {"image_shape": (10, 10, 1), "num_classes": 3, "context_size": 10}
    small["context_cnn"] = [(4, 3, 2, 0)]
    with pytest.raises(ValueError, match=words):
        DeepRecurrentAttention(**{**small, **arguments})


def test_targets_of_another_length():
    with pytest.raises(ValueError, match=r"targets are labels .batch, 2., or .batch, 2, 5.*3, 3"):
        compiled(several()).fit(images(), np.zeros((3, 3)), verbose=0)
