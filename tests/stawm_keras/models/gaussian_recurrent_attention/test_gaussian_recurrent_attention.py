import keras
import numpy as np
import pytest
from keras import ops
from registry import gaussian_recurrent_attention

from stawm_keras.models import GaussianRecurrentAttention
from stawm_keras.visualisation import look_at
from stawm_keras.visualisation import plot_glimpses

CLASSES, STEPS = 4, 3
RNG = np.random.default_rng(8)
EAGERLY = keras.backend.backend() == "tensorflow"


def images(batch=3):
    return RNG.uniform(0, 255, (batch, 10, 12, 2)).astype("float32")


def compiled(model, optimizer):
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer, loss, metrics=["accuracy"], jit_compile=not EAGERLY)
    return model


def softmax(logits):
    powers = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


def test_class_after_the_last_look():
    model, x = gaussian_recurrent_attention(), images()
    seen = model.observe("hidden", "poses", "logits_so_far").predict(x, verbose=0)
    assert seen["poses"].shape == (3, STEPS, 5)
    so_far = model.get_layer("logits")(seen["hidden"])
    np.testing.assert_allclose(seen["logits_so_far"], so_far, rtol=1e-5, atol=1e-5)
    np.testing.assert_allclose(model(x), so_far[:, -1], rtol=1e-5, atol=1e-5)


def test_pictures_show_the_grid():
    model, x = gaussian_recurrent_attention(class_names=list("abcd")), images()
    seen = look_at(model, x)
    assert seen["frames"].shape == (3, STEPS, 1, 4, 2)
    assert seen["glimpses"].shape == (3, STEPS, 4, 4, 2)
    plot_glimpses(x[..., :1], seen["frames"], seen["glimpses"][..., :1]).canvas.draw()


@pytest.mark.tensorflow
def test_numbers_are_float32_under_mixed_precision():
    model = gaussian_recurrent_attention(dtype="mixed_bfloat16")
    assert model.seen["hidden"].dtype == "bfloat16"
    assert {model.seen[name].dtype for name in ("poses", "logits", "logits_so_far")} == {"float32"}


@pytest.mark.slow
@pytest.mark.tensorflow
def test_exported_it_answers_as_the_model(tmp_path):
    import tensorflow as tf

    from stawm_keras.export import export_saved_model

    model, x = gaussian_recurrent_attention(class_names=list("abcd")), images()
    exported = tf.saved_model.load(str(export_saved_model(model, tmp_path, "gaussian")))
    answer = exported.signatures["serving_default"](images=tf.constant(x))
    expected = softmax(model.predict(x, verbose=0))
    np.testing.assert_allclose(answer["probabilities"], expected, rtol=1e-4, atol=1e-6)
    looked = exported.signatures["glimpses"](images=tf.constant(x))
    assert looked["glimpses"].shape == (3, STEPS, 4, 4, 2)


@pytest.mark.slow
@pytest.mark.tensorflow
def test_two_devices_learn_what_one_would():
    import tensorflow as tf

    strategy = tf.distribute.MirroredStrategy(
        ["CPU:0", "CPU:1"], cross_device_ops=tf.distribute.ReductionToOneDevice()
    )
    x, labels = images(8), np.arange(8) % CLASSES

    def trained():
        # Adam makes much of differences near zero.
        return compiled(gaussian_recurrent_attention(), keras.optimizers.SGD(0.1))

    alone = trained()
    with strategy.scope():
        together = trained()
    together.set_weights(alone.get_weights())
    models = alone, together
    one, two = (m.fit(x, labels, batch_size=8, epochs=3, verbose=0).history for m in models)
    assert one["loss"] == pytest.approx(two["loss"], rel=1e-4)
    for first, second in zip(alone.get_weights(), together.get_weights(), strict=True):
        np.testing.assert_allclose(first, second, rtol=1e-3, atol=1e-5)
    assert np.any(ops.convert_to_numpy(alone.get_layer("glimpse_loop").cell.pose.bias) != 0)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"glimpse_size": 0}, "`size` must be a positive integer"),
        ({"units": 0}, "`units` must be a positive integer"),
        ({"num_glimpses": 0}, "`num_glimpses` must be a positive integer"),
        ({"num_classes": 1}, "`num_classes` must be an integer of at least 2"),
        ({"class_names": ["a"]}, "`class_names` must be one for each of the 3 classes"),
    ],
)
def test_bad_arguments(arguments, words):
    with pytest.raises(ValueError, match=words):
        GaussianRecurrentAttention(**{"image_shape": (10, 10, 1), "num_classes": 3, **arguments})
