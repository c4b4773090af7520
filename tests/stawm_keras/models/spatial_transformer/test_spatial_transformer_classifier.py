import keras
import numpy as np
import pytest
from gradients import gradients
from keras import ops
from reference import projective
from reference import sample
from registry import spatial_transformer

from stawm_keras.layers import AffineGlimpse
from stawm_keras.layers import ZoomEmitter
from stawm_keras.models import SpatialTransformerClassifier
from stawm_keras.visualisation import look_at
from stawm_keras.visualisation import plot_glimpses

CLASSES = 4
RNG = np.random.default_rng(3)
EAGERLY = keras.backend.backend() == "tensorflow"
MEAN, STD = np.array([0.4, 0.5]), np.array([0.2, 0.3])


def images(batch=3):
    return RNG.uniform(0, 255, (batch, 10, 12, 2)).astype("float32")


def looking(**kwargs):
    """A model whose poses differ from image to image."""
    model = spatial_transformer(**kwargs)
    kernel = model.get_layer("pose_emitter").pose.kernel
    kernel.assign(RNG.normal(0, 0.1, kernel.shape))
    return model


def compiled(model, optimizer, **how):
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer, loss, metrics=["accuracy"], **how)
    return model


# The definition, in NumPy.


def relu(x):
    return np.maximum(x, 0)


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def pooled(x, side, by):
    batch, height, width, channels = x.shape
    x = x[:, : height // side * side, : width // side * side]
    return by(x.reshape(batch, height // side, side, width // side, side, channels), axis=(2, 4))


def convolved(x, layer):
    kernel, bias = (ops.convert_to_numpy(w).astype("float64") for w in layer.weights)
    windows = np.lib.stride_tricks.sliding_window_view(x, kernel.shape[:2], axis=(1, 2))
    return np.einsum("bhwcij,ijcf->bhwf", windows, kernel) + bias


def dense(x, layer):
    kernel, bias = (ops.convert_to_numpy(w).astype("float64") for w in layer.weights)
    return x @ kernel + bias


def gru(x, steps, layer):
    """Cho et al. (2014), with the reset gate behind the product."""
    kernel, recurrent, bias = (ops.convert_to_numpy(w).astype("float64") for w in layer.weights)
    state, states = np.zeros((len(x), recurrent.shape[0])), []
    for _ in range(steps):
        update, reset, new = np.split(x @ kernel + bias[0], 3, axis=-1)
        update_h, reset_h, new_h = np.split(state @ recurrent + bias[1], 3, axis=-1)
        update, reset = sigmoid(update + update_h), sigmoid(reset + reset_h)
        state = update * state + (1 - update) * np.tanh(new + reset * new_h)
        states.append(state)
    return np.stack(states, axis=1)


def defined(model, x, steps, warp):
    """Poses and logits, step by step."""
    x = (x.astype("float64") / 255 - MEAN) / STD
    see = [one for one in model.get_layer("localisation_cnn").layers if one.weights]
    where = pooled(relu(convolved(pooled(x, 2, np.mean), see[0])), 2, np.max)
    where = np.repeat(where.reshape(len(x), 1, -1), steps, axis=1)
    if steps > 1:
        where = gru(where[:, 0], steps, model.get_layer("gru"))
    emitter = model.get_layer("pose_emitter")
    poses = dense(relu(dense(where, emitter.hidden)), emitter.pose)
    logits = []
    first, second = (one for one in model.get_layer("classifier_cnn").layers if one.weights)
    for step in range(steps):
        glimpse = pooled(warp(x, poses[:, step], (10, 8)), 2, np.mean)
        seen = relu(convolved(relu(convolved(glimpse, first)), second))
        features = pooled(seen, 2, np.max).reshape(len(x), -1)
        logits.append(dense(features, model.get_layer("logits")))
    return poses, np.stack(logits, axis=1)


@pytest.mark.parametrize(
    ("transform", "steps", "warp"), [("affine", 1, sample), ("projective", 3, projective)]
)
def test_equals_its_definition(transform, steps, warp):
    model = looking(
        transform=transform,
        num_objects=steps,
        classifier_cnn=[(3, 2), (4, 2, 1, 0, 2)],
    )
    x = images()
    poses, logits = defined(model, x, steps, warp)
    assert np.ptp(poses, axis=0).max() > 0.01
    found = model.observe("poses", "logits")(x)
    np.testing.assert_allclose(found["poses"], poses, atol=1e-5)
    expected = logits if steps > 1 else logits[:, 0]
    np.testing.assert_allclose(found["logits"], expected, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("transform", ["affine", "projective", "thin_plate_spline"])
def test_looks_at_the_whole_image_first(transform):
    model, x = (
        spatial_transformer(transform=transform, glimpse_size=(10, 12), oversampling=1),
        images(),
    )
    seen = model.observe("glimpses", "poses", "frames")(x)
    np.testing.assert_allclose(seen["glimpses"][:, 0], x, rtol=1e-5)
    start = np.tile(model.get_layer("transform").whole_image, (3, 1, 1))
    np.testing.assert_array_equal(seen["poses"], start.astype("float32"))
    corners = ops.convert_to_numpy(seen["frames"])
    assert corners.min() == 0 and corners[..., 0].max() == 11 and corners[..., 1].max() == 9


def test_the_localisation_network_learns_at_a_part_of_the_rate():
    slow, fast = looking(localisation_rate=0.1), looking(localisation_rate=1.0)
    fast.set_weights(slow.get_weights())
    x, weights = images(), RNG.normal(size=(3, CLASSES)).astype("float32")
    for name, part in (("localisation_cnn", 0.1), ("pose_emitter", 0.1), ("classifier_cnn", 1)):
        one, other = (
            gradients(
                lambda model=model: ops.sum(model(x) * weights),
                variables=model.get_layer(name).trainable_variables,
            )
            for model in (slow, fast)
        )
        assert max(np.abs(gradient).max() for gradient in other) > 0.01
        for found, expected in zip(one, other, strict=True):
            np.testing.assert_allclose(found, part * expected, rtol=1e-3, atol=1e-5)


def test_what_is_sampled_coarsely_has_no_false_edges():
    """Stripes of one pixel, of which every other one alone would be sampled."""
    stripes = np.zeros((1, 15, 15, 1), "float32")
    stripes[:, :, ::2] = 255

    def contrast(oversampling):
        model = SpatialTransformerClassifier(
            (15, 15, 1), 2, glimpse_size=8, oversampling=oversampling,
            localisation_cnn=[(2, 3)], classifier_cnn=[(2, 3)],
        )  # fmt: skip
        middle = model.observe("glimpses")(stripes)["glimpses"][0, 0, 2:6, 2:6]
        return float(ops.mean(middle))

    assert contrast(1) == 255 and 100 < contrast(2) < 155


def test_several_objects_learn_from_a_label_each():
    model = compiled(looking(num_objects=2), "adam", run_eagerly=EAGERLY, jit_compile=not EAGERLY)
    x, labels = images(4), RNG.integers(0, CLASSES, (4, 2))
    history = model.fit(x, labels, verbose=0).history
    guessed = model.predict(x, verbose=0)
    assert guessed.shape == (4, 2, CLASSES) and {"loss", "accuracy"} <= history.keys()
    right = model.evaluate(x, labels, verbose=0, return_dict=True)["accuracy"]
    assert right == pytest.approx((guessed.argmax(-1) == labels).mean())


def test_logits_and_poses_are_float32_whatever_the_policy():
    model = looking(num_objects=2, dtype="mixed_bfloat16")
    seen = model.observe("logits", "poses", "frames", "glimpses")(images())
    assert {keras.backend.standardize_dtype(part.dtype) for part in seen.values()} == {"float32"}


def test_pictures_show_the_meshes_of_a_spline():
    model, x = looking(transform="thin_plate_spline"), images()
    seen = look_at(model, x)
    assert seen["frames"].shape == (3, 1, 9, 4, 2) and seen["glimpses"].shape == (3, 1, 5, 4, 2)
    plot_glimpses(x[..., :1], seen["frames"], seen["glimpses"][..., :1]).canvas.draw()


def test_preset(tmp_path):
    model, x = looking(transform=AffineGlimpse(10, name="own"), glimpse_size=None), images()
    model.save_to_preset(tmp_path / "preset")
    again = SpatialTransformerClassifier.from_preset(str(tmp_path / "preset"))
    np.testing.assert_allclose(again(x), model(x), rtol=1e-5, atol=1e-5)


def test_preset_of_too_many_objects(tmp_path):
    spatial_transformer(num_objects=2).save_to_preset(tmp_path / "preset")
    file = tmp_path / "preset" / "config.json"
    file.write_text(file.read_text().replace('"num_objects": 2', '"num_objects": 1000000'))
    with pytest.raises(ValueError, match="layers an image, and 5,000 are taken"):
        SpatialTransformerClassifier.from_preset(str(tmp_path / "preset"))


@pytest.mark.slow
@pytest.mark.tensorflow
def test_exported_it_answers_as_the_model(tmp_path):
    import tensorflow as tf

    from stawm_keras.export import export_saved_model

    model, x = looking(num_objects=2, class_names=["a", "b", "c", "d"]), images()
    exported = tf.saved_model.load(str(export_saved_model(model, tmp_path, "stn")))
    answer = exported.signatures["serving_default"](images=tf.constant(x))
    expected = ops.softmax(model.predict(x, verbose=0))
    np.testing.assert_allclose(answer["probabilities"], expected, rtol=1e-4, atol=1e-6)
    assert answer["name"].shape == (3, 2)
    looked = exported.signatures["glimpses"](images=tf.constant(x))
    np.testing.assert_allclose(looked["poses"], model.observe("poses")(x)["poses"], atol=1e-5)


@pytest.mark.slow
@pytest.mark.tensorflow
def test_two_devices_learn_what_one_would():
    import tensorflow as tf

    summing = tf.distribute.ReductionToOneDevice()
    strategy = tf.distribute.MirroredStrategy(["CPU:0", "CPU:1"], cross_device_ops=summing)
    x, labels = images(8), RNG.integers(0, CLASSES, (8, 2))
    alone = compiled(looking(num_objects=2), keras.optimizers.SGD(0.1), jit_compile=False)
    with strategy.scope():
        together = compiled(looking(num_objects=2), keras.optimizers.SGD(0.1), jit_compile=False)
    together.set_weights(alone.get_weights())
    for model in (alone, together):
        model.fit(x, labels, batch_size=8, epochs=3, verbose=0)
    for one, other in zip(alone.get_weights(), together.get_weights(), strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-3, atol=1e-4)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"transform": "rigid"}, "`transform` must be one of affine, projective, thin_plate_splin"),
        ({"transform": AffineGlimpse(8)}, "A sensor has its own size: leave out `glimpse_size`"),
        (
            {"pose_emitter": ZoomEmitter(4), "transform": "projective"},
            "sensor's poses, which have 8",
        ),
        ({"num_objects": 0}, "`num_objects` must be a positive integer. Received: num_objects=0"),
        ({"oversampling": 0}, "`oversampling` must be a positive integer"),
        ({"glimpse_size": 0}, "`glimpse_size` must be a positive integer or two of them"),
        ({"glimpse_size": 2}, "Convolution 2 of 2 leaves nothing of the image"),
        ({"localisation_rate": 0}, r"`rate` must be in \(0, 1\]. Received: rate=0"),
        ({"num_classes": 1}, "`num_classes` must be an integer of at least 2"),
        ({"std": 0}, "`std` must be positive"),
    ],
)
def test_bad_arguments(arguments, words):
    small = {"localisation_cnn": [(2, 2)], "classifier_cnn": [(2, 2), (2, 2)], "glimpse_size": 4}
    with pytest.raises(ValueError, match=words):
        SpatialTransformerClassifier(
            **{"image_shape": (10, 10, 1), "num_classes": 3, **small, **arguments}
        )
