import json

import keras
import keras_tuner
import numpy as np
import pytest

from stawm_keras.layers import HebbRosenblattCell
from stawm_keras.losses import SummedSquaredError
from stawm_keras.models import EnrichedDeepRecurrentAttention
from stawm_keras.models import PlainClassifier
from stawm_keras.models import RecurrentAttention
from stawm_keras.models import SpatialTransformerClassifier
from stawm_keras.models import STAWMBackbone
from stawm_keras.models import STAWMClassifier
from stawm_keras.models import STAWMDrawer
from stawm_keras.models import STAWMSketchpad
from stawm_keras.tuning import HyperLooker
from stawm_keras.tuning import vary

pytestmark = pytest.mark.slow

CROSS_ENTROPY = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
GIVEN = {
    "image_shape": (12, 14, 1),
    "glimpse_cnn": ((4, 3, 1, 0), (4, 3, 1, 0)),  # It needs 5 pixels.
    "num_glimpses": 3,
    "glimpse_size": 7,
    "memory_units": 8,
    "lstm_units": 12,
    "dropout": 0.2,
    "learning_rate": 0.01,
    "precision": "float32",
}
MEMORY = HebbRosenblattCell(8, trainable_rates=("eta", "theta"))


def backbone(**values):
    return STAWMBackbone(
        **{
            "image_shape": (12, 14, 1),
            "context_cnn": [(4, 3, 2, 0)],
            "glimpse_cnn": [(4, 3, 1, 0)],
            "num_glimpses": 2,
            "glimpse_size": 5,
            "memory": HebbRosenblattCell(8, trainable_rates=("delta",), scale="mean"),
            "lstm_units": 12,
            "dropout": 0.1,
            **values,
        }
    )


def classifier(**values):
    model = STAWMClassifier(backbone(**values), num_classes=3)
    model.compile(keras.optimizers.Adam(0.01, clipvalue=3.0), CROSS_ENTROPY, metrics=["accuracy"])
    return model


def drawer(**values):
    model = STAWMDrawer(backbone(), latent_units=2, canvas="over", kl_weight=0.1, **values)
    model.compile(keras.optimizers.SGD(0.01), SummedSquaredError())
    return model


def sketchpad():
    model = STAWMSketchpad(STAWMDrawer(backbone(), latent_units=2), num_classes=3)
    model.compile("adam", {"logits": CROSS_ENTROPY, "drawing": SummedSquaredError()})
    return model


@pytest.mark.parametrize("make", [classifier, drawer, sketchpad])
def test_space_begins_with_the_given_model(make):
    model = make()
    built = HyperLooker(model).build(keras_tuner.HyperParameters())
    assert json.dumps(built.get_config()) == json.dumps(model.get_config())
    assert built.get_compile_config() == model.get_compile_config()
    assert built.optimizer.get_config() == model.optimizer.get_config()
    assert built.backbone is not model.backbone


def ram():
    model = RecurrentAttention(
        (12, 14, 1), 3, 2, 5, scales=1, units=8, path_units=4, location_std=0.2
    )
    model.compile("adam", CROSS_ENTROPY)
    return model


def test_of_a_model_without_a_backbone():
    built = HyperLooker(ram()).build(keras_tuner.HyperParameters())
    assert {**built.get_config(), "name": ""} == {**ram().get_config(), "name": ""}
    hp = keras_tuner.HyperParameters()
    values = {"num_glimpses": 3, "glimpse_size": 7, "units": 16, "path_units": 8}
    values |= {"location_std": 0.3, "learning_rate": 0.02, "precision": "mixed_bfloat16"}
    for name, value in values.items():
        hp.Fixed(name, value)
    config = HyperLooker(ram()).build(hp).get_config()
    assert set(hp.values) == set(values)
    assert config["dtype"] == values.pop("precision")
    del values["learning_rate"]
    assert {name: config[name] for name in values} == values


def test_glimpses_are_not_smaller_than_their_cnn_can_see():
    model = EnrichedDeepRecurrentAttention(
        (24, 24, 1), 3, 2, 9, context_cnn=None, glimpse_cnn=[(2, 4, 1, 0), (2, 4)], units=8,
        path_units=4,
    )  # fmt: skip
    model.compile("adam", CROSS_ENTROPY)
    hp = keras_tuner.HyperParameters()
    built = HyperLooker(model).build(hp)
    assert {**built.get_config(), "name": ""} == {**model.get_config(), "name": ""}
    (sizes,) = (one for one in hp.space if one.name == "glimpse_size")
    assert (sizes.min_value, sizes.max_value) == (7, 18)


def test_of_models_without_a_loop():
    """The smallest glimpse is the smallest that their classifier can see."""
    transformer = SpatialTransformerClassifier(
        (24, 24, 1), 3, glimpse_size=9, classifier_cnn=[(2, 4, 1, 0, 2), (2, 2)],
        localisation_cnn=[(2, 3)],
    )  # fmt: skip
    for model in (transformer, PlainClassifier((24, 24, 1), 3, units=(4, 5))):
        model.compile("adam", "mse")
        hp = keras_tuner.HyperParameters()
        built = HyperLooker(model).build(hp)
        assert {**built.get_config(), "name": ""} == {**model.get_config(), "name": ""}
        sizes = [one for one in hp.space if one.name == "glimpse_size"]
        assert [(one.min_value, one.max_value) for one in sizes] in ([], [(7, 18)])
        assert bool(sizes) == (model is transformer)


@pytest.mark.parametrize("make", [classifier, drawer, sketchpad])
def test_values_reach_the_model(make):
    values = {
        "num_glimpses": 3,
        "glimpse_size": 7,
        "memory_units": 16,
        "lstm_units": 24,
        "dropout": 0.3,
        "eta": 0.6,
        "delta": 0.1,
        "theta": 0.7,
        "trainable_rates": False,
        "learning_rate": 0.02,
        "precision": "mixed_bfloat16",
    }
    if make is not classifier:
        values["latent_units"] = 3
    hp = keras_tuner.HyperParameters()
    for name, value in values.items():
        hp.Fixed(name, value)
    model = HyperLooker(make()).build(hp)
    assert set(hp.values) == set(values)
    if make is not classifier:
        assert model.seen["latents"].shape == (None, 3, 3)
    seen = model.backbone
    assert seen.output["poses"].shape == (None, 3, 6)
    assert seen.seen["glimpses"].shape == (None, 3, 7, 7, 1)
    assert seen.memory.units == 16 and seen.dropout == 0.3
    assert seen.output["emissions"].shape == (None, 3, 24)
    assert seen.memory.initial_rates == {"eta": 0.6, "delta": 0.1, "theta": 0.7}
    assert not seen.memory.trainable_weights
    assert seen.get_layer("glimpse_loop").compute_dtype == "bfloat16"
    assert float(model.optimizer.learning_rate) == pytest.approx(0.02)


def test_whole_space_is_stable_and_fits_the_image():
    """Appendix A's conditions hold, and the glimpse CNN has something left, at every corner."""
    hp = keras_tuner.HyperParameters()
    vary(hp, GIVEN, MEMORY)
    rng = np.random.default_rng(0)
    corners = rng.integers(0, 2, (50, len(hp.space))) * (1 - 1e-9)
    for point in (*corners, *rng.uniform(size=(50, len(hp.space)))):
        for parameter, probability in zip(hp.space, point, strict=True):
            hp.values[parameter.name] = parameter.prob_to_value(probability)
        values = vary(hp, GIVEN, MEMORY)
        HebbRosenblattCell(values["memory_units"], **values["memory"])
        assert 5 <= values["glimpse_size"] <= 12
        assert values["memory"]["trainable_rates"] in ((), ("eta", "theta"))
        assert values["memory_units"] in (4, 8, 16)
        assert values["lstm_units"] in (6, 9, 12, 18, 24)
        assert 1 <= values["num_glimpses"] <= 6 and 0 <= values["dropout"] < 1


def test_rates_that_do_not_learn_may_learn():
    hp = keras_tuner.HyperParameters()
    fixed = HebbRosenblattCell(8, trainable_rates=())
    assert vary(hp, GIVEN, fixed)["memory"]["trainable_rates"] == ()
    hp.values["trainable_rates"] = True
    assert vary(hp, GIVEN, fixed)["memory"]["trainable_rates"] == ("eta", "delta", "theta")


def test_glimpse_cnn_of_ones_own_keeps_its_size():
    own = keras.Sequential([keras.Input((5, 5, 1)), keras.layers.Flatten()])
    hp = keras_tuner.HyperParameters()
    built = HyperLooker(classifier(glimpse_cnn=own)).build(hp)
    assert built.seen["glimpses"].shape == (None, 2, 5, 5, 1)
    assert "glimpse_size" not in hp.values


def test_decoder_of_ones_own_keeps_its_latents():
    own = keras.Sequential(
        [keras.Input((2,)), keras.layers.Dense(50), keras.layers.Reshape((5, 5, 2))]
    )
    hp = keras_tuner.HyperParameters()
    built = HyperLooker(drawer(decoder=own)).build(hp)
    assert built.seen["latents"].shape == (None, 2, 2)
    assert "latent_units" not in hp.values


def test_keras_tuner_searches(tmp_path):
    rng = np.random.default_rng(0)
    images, labels = rng.uniform(0, 255, (16, 12, 14, 1)), rng.integers(0, 3, 16)
    kept = keras_tuner.HyperParameters()
    kept.Fixed("precision", "float32")
    tuner = keras_tuner.RandomSearch(
        HyperLooker(classifier()),
        "val_loss",
        max_trials=2,
        seed=1,
        hyperparameters=kept,
        directory=tmp_path,
    )
    tuner.search(images, labels, batch_size=8, validation_split=0.5, verbose=0)
    best, other = tuner.oracle.get_best_trials(2)
    assert best.score <= other.score < np.inf
    assert best.hyperparameters.values != other.hyperparameters.values
    (model,) = tuner.get_best_models()
    assert model.evaluate(images[8:], labels[8:], verbose=0)[0] == pytest.approx(
        best.score, rel=1e-3
    )


def uncompiled():
    return STAWMClassifier(backbone(), num_classes=3)


def with_named_outputs():
    image = keras.Input(backbone().input_shape[1:])
    model = keras.Model(image, {"logits": uncompiled()(image)})
    model.compile("adam", CROSS_ENTROPY)
    return model


def scheduled():
    model = uncompiled()
    schedule = keras.optimizers.schedules.ExponentialDecay(0.01, 10, 0.9)
    model.compile(keras.optimizers.Adam(schedule), CROSS_ENTROPY)
    return model


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (uncompiled, "that was compiled"),
        (with_named_outputs, "must be a model of stawm_keras.models"),
        (scheduled, "a number for its learning rate"),
    ],
)
def test_what_cannot_be_searched(make, words):
    with pytest.raises(ValueError, match=f"{words}.*Received: "):
        HyperLooker(make())


def test_lstm_units_may_be_the_backbones_default():
    hp = keras_tuner.HyperParameters()
    assert vary(hp, {**GIVEN, "lstm_units": None}, MEMORY)["lstm_units"] == 16  # 2 M
    model = HyperLooker(classifier(lstm_units=None)).build(keras_tuner.HyperParameters())
    assert model.seen["emissions"].shape[-1] == 16


@pytest.mark.tensorflow
def test_of_a_model_on_several_devices():
    """Every device has its copy of the learning rate."""
    import tensorflow as tf

    strategy = tf.distribute.MirroredStrategy(tf.config.list_logical_devices("CPU"))
    with strategy.scope():
        built = HyperLooker(classifier()).build(keras_tuner.HyperParameters())
    assert float(built.optimizer.learning_rate.numpy()) == pytest.approx(0.01)


def test_a_memory_that_is_not_given_is_not_written_down():
    model = classifier(memory=None, memory_units=8)
    built = HyperLooker(model).build(keras_tuner.HyperParameters())
    assert built.backbone.get_config()["memory"] is None
