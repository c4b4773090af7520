import keras
import numpy as np
import pytest
from keras import ops
from registry import draw

from stawm_keras.models import DRAW
from stawm_keras.visualisation import look_at
from stawm_keras.visualisation import plot_stages

STEPS, LATENTS = 3, 5
RNG = np.random.default_rng(8)
EAGERLY = keras.backend.backend() == "tensorflow"


def bits(batch=3):
    return 255 * RNG.integers(0, 2, (batch, 10, 12, 2)).astype("float32")


def compiled(model, optimizer="adam", **how):
    """A model that runs as is fastest for a few steps."""
    how = {"run_eagerly": EAGERLY, "jit_compile": not EAGERLY, **how}
    model.compile(optimizer, **how)
    return model


def perturbed(model):
    """A model that moves: in a new one all that it knows first is zero."""
    rng = np.random.default_rng(0)
    for weight in model.trainable_weights:
        weight.assign(weight + rng.normal(0, 0.2, weight.shape))
    return model


def nats(targets, log_odds, kl):
    """The bound of each image."""
    chance = 1 / (1 + np.exp(-np.asarray(log_odds, "float64")))
    surprise = -(targets * np.log(chance) + (1 - targets) * np.log(1 - chance))
    return surprise.sum(axis=(1, 2, 3)) + np.sum(kl, axis=-1)


@pytest.mark.parametrize("weights", [None, np.array([1.0, 0.5, 2.0], "float32")])
@pytest.mark.parametrize("given", [True, False])
def test_loss_is_the_bound(weights, given):
    model, x = compiled(draw()), bits()
    drawn = {
        "log_odds": RNG.normal(size=x.shape).astype("float32"),
        "kl": RNG.uniform(size=(3, STEPS)).astype("float32"),
        "drawing": np.zeros(x.shape, "float32"),
    }
    found = model.compute_loss(x, x / 255 if given else None, drawn, weights)
    expected = nats(x / 255, drawn["log_odds"], drawn["kl"])
    of_each = np.ones(3) if weights is None else weights
    assert float(found) == pytest.approx(np.mean(of_each * expected), rel=1e-5)
    shown = model.compute_metrics(x, None, drawn)
    assert float(shown["nats"]) == pytest.approx(np.average(expected, weights=weights), rel=1e-5)
    kl = np.average(drawn["kl"].sum(axis=-1), weights=weights)
    assert float(shown["kl"]) == pytest.approx(kl, rel=1e-5)


def test_knowing_nothing_costs_a_bit_a_pixel():
    """A latent that says nothing has no divergence."""
    model, x = compiled(draw()), bits()
    for weight in model.trainable_weights:
        weight.assign(np.zeros(weight.shape))
    found = model.evaluate(x, verbose=0, return_dict=True)
    assert found["kl"] == 0
    assert found["nats"] == pytest.approx(x[0].size * np.log(2), rel=1e-5)
    np.testing.assert_allclose(model.empty_canvas, np.full((10, 12, 2), 0.5))


def test_fit_and_evaluate_sample_and_what_is_seen_does_not():
    model, x = perturbed(draw()), bits()
    compiled(model, keras.optimizers.SGD(0.0))  # It stays as it is.
    history = model.fit(x, epochs=2, validation_data=(x,), verbose=0).history
    assert set(history) >= {"loss", "nats", "kl", "val_loss", "val_nats", "val_kl"}
    bounds = history["nats"] + history["val_nats"]
    assert len(set(bounds)) == 4 and np.ptp(bounds) < 0.2 * np.mean(bounds)
    assert history["loss"] == history["nats"]
    first, second = (model.observe("drawing", "latents").predict(x, verbose=0) for _ in range(2))
    for name in first:
        np.testing.assert_array_equal(first[name], second[name])
    np.testing.assert_array_equal(model.predict(x, verbose=0), first["drawing"])


def test_a_compiled_loss_is_added():
    """It and the metrics are of the drawing."""
    model, x = compiled(draw(), loss="mse", metrics=["mae"]), bits()
    drawn = {name: ops.convert_to_numpy(part) for name, part in model(x, training=True).items()}
    squared = np.mean((x / 255 - drawn["drawing"]) ** 2)
    bound = np.mean(nats(x / 255, drawn["log_odds"], drawn["kl"]))
    found = float(model.compute_loss(x, x / 255, drawn))
    assert found == pytest.approx(squared + bound, rel=1e-6)
    assert found != pytest.approx(bound, rel=1e-4)
    assert 0 < model.evaluate(x, x / 255, verbose=0, return_dict=True)["mae"] < 1


def test_generates_new_images():
    model = perturbed(draw())
    stages = ops.convert_to_numpy(model.generate(4, every_step=True))
    assert stages.shape == (4, STEPS, 10, 12, 2) and 0 <= stages.min() < stages.max() <= 1
    assert np.ptp(stages[:, -1], axis=0).max() > 1e-3, "each is another"
    assert model.generate(2).shape == (2, 10, 12, 2)


@pytest.mark.slow
def test_learns_and_generates_what_it_saw():
    """One of two bars, in black and white."""
    images = np.zeros((2, 8, 8, 1), "float32")
    images[0, :, 1:3] = images[1, 5:7] = 255
    model = DRAW((8, 8, 1), 4, read_size=None, write_size=None, units=32, latent_units=4, seed=1)
    compiled(model, keras.optimizers.Adam(1e-2), run_eagerly=False)
    model.fit(np.tile(images, (1000, 1, 1, 1)), batch_size=50, epochs=15, verbose=0)
    found = model.evaluate(np.tile(images, (50, 1, 1, 1)), verbose=0, return_dict=True)
    assert np.log(2) - 0.05 < found["nats"] < 3
    new = ops.convert_to_numpy(model.generate(40))
    apart = np.abs(new[:, None] - images / 255).sum(axis=(2, 3, 4))
    assert np.median(apart.min(axis=1)) < 4
    assert set(apart.argmin(axis=1)) == {0, 1}


def test_part_of_another_model_it_gives_drawings():
    inner = draw()
    image = keras.Input((10, 12, 2))
    outer = keras.Model(image, 2 * inner(image))
    x = bits()
    np.testing.assert_allclose(outer(x), 2 * inner(x), rtol=1e-5)
    assert outer(x, training=True).shape == inner(x, training=True).shape == x.shape


def test_pictures_show_where_it_looked_and_drew():
    model, x = draw(), bits()
    names = ("frames", "glimpses", "sketch_frames", "canvases", "latents", "kl")
    seen = look_at(model, x, names)
    assert seen["frames"].shape == seen["sketch_frames"].shape == (3, STEPS, 1, 4, 2)
    assert seen["glimpses"].shape == (3, STEPS, 2, 2, 2)
    assert seen["latents"].shape == (3, STEPS, LATENTS) and seen["kl"].shape == (3, STEPS)
    canvases = seen["canvases"][..., :1]
    plot_stages(canvases, seen["sketch_frames"], x[..., :1]).canvas.draw()
    without = set(draw(read_size=None, write_size=None).seen)
    assert without == {"drawing", "canvases", "log_odds", "latents", "kl"}


@pytest.mark.tensorflow
def test_numbers_are_float32_under_mixed_precision():
    model = draw(dtype="mixed_bfloat16")
    assert model.get_layer("glimpse_loop").cell.encoder.compute_dtype == "bfloat16"
    assert {part.dtype for part in model.seen.values()} == {"float32"}


@pytest.mark.slow
@pytest.mark.tensorflow
def test_exported_it_draws_as_the_model(tmp_path):
    import tensorflow as tf

    from stawm_keras.export import export_saved_model

    model, x = draw(), bits()
    exported = tf.saved_model.load(str(export_saved_model(model, tmp_path, "draw")))
    answer = exported.signatures["serving_default"](images=tf.constant(x))
    assert set(answer) == {"drawing", "canvases"}
    np.testing.assert_allclose(answer["drawing"], model.predict(x, verbose=0), atol=1e-5)
    assert exported.signatures["glimpses"](images=tf.constant(x))["poses"].shape == (3, STEPS, 5)


@pytest.mark.tensorflow
class TestOnTwoDevices:
    @pytest.fixture
    def strategy(self):
        import tensorflow as tf

        summing = tf.distribute.ReductionToOneDevice()
        return tf.distribute.MirroredStrategy(["CPU:0", "CPU:1"], cross_device_ops=summing)

    @pytest.mark.slow
    def test_learns_what_one_device_would_but_for_what_is_sampled(self, strategy):
        """Latents that hardly vary: two devices draw other numbers than one."""
        x = bits(8)

        def trained():
            # Adam makes much of differences near zero.
            return compiled(draw(), keras.optimizers.SGD(1e-4), run_eagerly=False)

        alone = trained()
        with strategy.scope():
            together = trained()
        alone.get_layer("glimpse_loop").cell.latent.log_var.bias.assign(np.full(LATENTS, -25.0))
        together.set_weights(alone.get_weights())
        one, two = (m.fit(x, batch_size=8, epochs=3, verbose=0).history for m in (alone, together))
        for name in ("loss", "nats", "kl"):
            assert one[name] == pytest.approx(two[name], rel=1e-4), name
        for first, second in zip(alone.get_weights(), together.get_weights(), strict=True):
            np.testing.assert_allclose(first, second, rtol=1e-3, atol=1e-4)

    def test_devices_draw_different_noise(self, strategy):
        with strategy.scope():
            latent = draw().get_layer("glimpse_loop").cell.latent
        noise = strategy.run(lambda: latent.draw_noise(STEPS, 4, training=True))
        first, second = (np.array(value) for value in noise.values)
        assert np.abs(first - second).min() > 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"read_size": 0}, "`read_size` must be a positive integer, or None"),
        ({"latent_units": 0}, "`latent_units` must be a positive integer"),
        ({"num_glimpses": 0}, "`num_glimpses` must be a positive integer"),
    ],
)
def test_bad_arguments(arguments, words):
    with pytest.raises(ValueError, match=words):
        DRAW((10, 10, 1), **arguments)


def test_targets_of_another_shape():
    model = compiled(draw())
    with pytest.raises(ValueError, match="in .0, 1., of the same shape .* targets of shape .3,"):
        model.fit(bits(), np.arange(3), verbose=0)
