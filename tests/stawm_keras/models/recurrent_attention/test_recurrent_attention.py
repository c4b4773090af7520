import keras
import numpy as np
import pytest
from gradients import gradients
from keras import ops
from learners import EAGERLY
from learners import assert_learns_alike
from learners import compiled
from learners import softmax
from learners import two_devices
from registry import recurrent_attention

from stawm_keras.models import RecurrentAttention
from stawm_keras.visualisation import look_at
from stawm_keras.visualisation import plot_glimpses

CLASSES, STEPS = 4, 3
RNG = np.random.default_rng(8)
LABELS = np.array([2, 0, 3])


def images(batch=3):
    return RNG.uniform(0, 255, (batch, 10, 12, 2)).astype("float32")


@pytest.mark.parametrize("weights", [None, np.array([1.0, 0.5, 2.0], "float32")])
def test_loss_is_the_compiled_one_and_its_gradient_that_of_all_three(weights):
    model = compiled(recurrent_attention(samples=2))
    logits = RNG.normal(size=(6, CLASSES))
    logits[[0, 3], [2, 0]] = 4  # Right.
    log_probabilities, baselines = RNG.normal(size=(6, STEPS)), RNG.uniform(size=(6, STEPS))

    def loss(logits, log_probabilities, baselines):
        given = {
            "logits": logits,
            "log_probabilities": log_probabilities,
            "baselines": baselines,
        }
        return model.compute_loss(None, LABELS, given, weights)

    of_each = np.repeat(np.ones(3) if weights is None else weights, 2)[:, None] / 6
    right = np.eye(CLASSES)[np.repeat(LABELS, 2)]
    reward = (logits.argmax(-1) == np.repeat(LABELS, 2)).astype("float64")[:, None]
    assert 0 < reward.mean() < 1
    cross_entropy = -np.sum(of_each * right * np.log(softmax(logits)))
    tensors = logits, log_probabilities, baselines
    found = float(loss(*(ops.convert_to_tensor(t, "float32") for t in tensors)))
    assert found == pytest.approx(cross_entropy, rel=1e-5)
    expected = (
        of_each * (softmax(logits) - right),
        -of_each * (reward - baselines),
        of_each * 2 * (baselines - reward) / STEPS,
    )
    for one, other in zip(gradients(loss, tensors), expected, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize(
    "targets", [LABELS, LABELS[:, None], np.eye(CLASSES, dtype="float32")[LABELS]]
)
def test_reward_and_error_of_the_baseline(targets):
    model = recurrent_attention()
    logits = np.eye(CLASSES, dtype="float32")[[2, 1, 3]]  # The second is wrong.
    baselines = np.array([[0.5], [0.0], [1.0]], "float32") * np.ones((1, STEPS), "float32")
    given = {"logits": logits, "log_probabilities": 0 * baselines, "baselines": baselines}
    found = model.compute_metrics(None, targets, given)
    assert float(found["reward"]) == pytest.approx(2 / 3)
    assert float(found["baseline_error"]) == pytest.approx(0.25 / 3)
    model.reset_metrics()
    found = model.compute_metrics(None, targets, logits)
    assert "baseline_error" not in found and float(found["reward"]) == pytest.approx(2 / 3)


def test_fit_shows_what_was_learned():
    model = compiled(recurrent_attention(samples=2))
    x = images()
    history = model.fit(x, LABELS, validation_data=(x, LABELS), verbose=0).history
    shown = {"loss", "accuracy", "reward"}
    while_training = {"baseline_error", "outside"}
    assert set(history) == shown | {f"val_{name}" for name in shown} | while_training
    assert history["accuracy"] == history["reward"]  # Over the samples of every image.
    assert history["val_accuracy"] == history["val_reward"]


@pytest.mark.parametrize("samples", [1, 3])
def test_every_image_is_looked_through_several_times(samples):
    model, x = recurrent_attention(samples=samples), images()
    tried = model(x, training=True)
    assert {name: t.shape for name, t in tried.items()} == {
        "logits": (3 * samples, CLASSES),
        "log_probabilities": (3 * samples, STEPS),
        "baselines": (3 * samples, STEPS),
    }
    assert len(np.unique(ops.convert_to_numpy(tried["log_probabilities"]))) == 3 * samples * STEPS
    assert model(x).shape == (3, CLASSES)


@pytest.mark.slow
def test_learns_where_to_look():
    """What tells the classes apart is not to be seen where the first look is."""
    scenes = np.zeros((2, 12, 12, 1), "float32")
    scenes[1, :, 9:] = scenes[0, :, :3] = 255
    model = RecurrentAttention(
        (12, 12, 1), 2, num_glimpses=1, glimpse_size=3, scales=1, units=16, path_units=16,
        location_std=0.3, std=0.5, samples=4, seed=2,
    )  # fmt: skip
    first, second = ops.convert_to_numpy(model(scenes))
    np.testing.assert_array_equal(first, second)
    compiled(model, keras.optimizers.Adam(0.02), jit_compile=not EAGERLY)
    model.fit(np.tile(scenes, (2000, 1, 1, 1)), np.tile([0, 1], 2000), batch_size=64, verbose=0)
    chances = softmax(ops.convert_to_numpy(model(scenes)))
    assert chances[0, 0] > 0.9 and chances[1, 1] > 0.9


def test_part_of_another_model_it_gives_logits():
    inner = compiled(recurrent_attention())
    image = keras.Input((10, 12, 2))
    outer = keras.Model(image, keras.layers.Softmax()(inner(image)))
    x = images()
    np.testing.assert_allclose(
        outer.predict(x, verbose=0), softmax(inner.predict(x, verbose=0)), rtol=1e-5, atol=1e-6
    )
    assert outer(x, training=True).shape == inner(x, training=True).shape == (3, CLASSES)
    with pytest.raises(ValueError, match="part of another one and cannot be trained by itself"):
        inner.fit(x, LABELS, verbose=0)


def test_pictures_show_every_patch():
    model, x = recurrent_attention(), images()
    seen = look_at(model, x)
    assert seen["frames"].shape == (3, STEPS, 2, 4, 2)
    assert seen["glimpses"].shape == (3, STEPS, 4, 4, 4)
    grey = plot_glimpses(x[..., :1], seen["frames"], seen["glimpses"][..., ::2], LABELS, LABELS)
    grey.canvas.draw()
    assert {"poses", "hidden", "log_probabilities", "baselines", "logits"} < set(model.seen)


@pytest.mark.slow
@pytest.mark.tensorflow
def test_exported_it_answers_as_the_model(tmp_path):
    import tensorflow as tf

    from stawm_keras.export import export_saved_model

    model, x = recurrent_attention(class_names=["a", "b", "c", "d"]), images()
    exported = tf.saved_model.load(str(export_saved_model(model, tmp_path, "ram")))
    answer = exported.signatures["serving_default"](images=tf.constant(x))
    expected = softmax(model.predict(x, verbose=0))
    np.testing.assert_allclose(answer["probabilities"], expected, rtol=1e-4, atol=1e-6)
    looked = exported.signatures["glimpses"](images=tf.constant(x))
    assert looked["poses"].shape == (3, STEPS, 2)


@pytest.mark.tensorflow
class TestOnTwoDevices:
    @pytest.mark.slow
    def test_learns_what_one_device_would_but_for_what_is_sampled(self):
        """A policy that hardly moves: two devices draw other numbers than one."""

        def learner():
            model = recurrent_attention(location_std=1e-6)
            model.get_layer("glimpse_loop").cell.policy.trainable = False
            # Adam makes much of differences near zero.
            return compiled(model, keras.optimizers.SGD(0.1), jit_compile=False)

        shown = ("loss", "reward", "baseline_error")
        assert_learns_alike(learner, images(8), np.arange(8) % CLASSES, shown)

    def test_policy_learns_and_devices_try_different_places(self):
        strategy = two_devices()
        with strategy.scope():
            model = RecurrentAttention(
                (10, 12, 2), CLASSES, num_glimpses=1, glimpse_size=4, scales=1, units=8
            )
            compiled(model, jit_compile=False)
        policy = model.get_layer("glimpse_loop").cell.policy
        noise = strategy.run(lambda: policy.draw_noise(4, training=True))
        first, second = (np.array(value) for value in noise.values)
        assert np.abs(first - second).min() > 0
        history = model.fit(images(8), np.arange(8) % CLASSES, batch_size=8, verbose=0).history
        assert set(history) == {"loss", "accuracy", "reward", "baseline_error", "outside"}
        assert np.all(ops.convert_to_numpy(policy.locate.bias) != 0)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"samples": 0}, "`samples` must be a positive integer. Received: samples=0"),
        ({"location_std": 0}, "`std` must be a positive number"),
        ({"scales": 0}, "`scales` must be a positive integer"),
        ({"glimpse_size": 64}, "16 times as wide as the image"),
        ({"num_classes": 1}, "`num_classes` must be an integer of at least 2"),
    ],
)
def test_bad_arguments(arguments, words):
    with pytest.raises(ValueError, match=words):
        RecurrentAttention(**{"image_shape": (10, 10, 1), "num_classes": 3, **arguments})


def test_targets_of_another_length():
    model = compiled(recurrent_attention())
    with pytest.raises(ValueError, match=r"targets are labels .batch,., or .batch, 4.* shape \("):
        model.fit(images(), np.eye(3), verbose=0)
