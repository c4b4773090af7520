import itertools
import json

import keras
import numpy as np
import pytest
from keras import ops
from registry import show_attend_tell

from stawm_keras.models import ShowAttendTell
from stawm_keras.models import class_names_of

WORDS, STEPS = ("a", "one", "above"), 4
RNG = np.random.default_rng(8)
TOKENS = np.array([[1, 2, 0, 0], [2, 3, 1, 0], [3, 0, 0, 0]])
EAGERLY = keras.backend.backend() == "tensorflow"


def images(batch=3):
    return RNG.uniform(0, 255, (batch, 10, 12, 2)).astype("float32")


def compiled(model, optimizer="adam", **how):
    how = how or {"run_eagerly": EAGERLY, "jit_compile": not EAGERLY}
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer, loss, metrics=["accuracy"], **how)
    return model


@pytest.fixture(scope="module")
def model():
    """One that does not say the same of everything."""
    keras.utils.set_random_seed(3)
    made = show_attend_tell()
    rng = np.random.default_rng(2)
    for weight in made.trainable_weights:
        if len(weight.shape) == 2:
            weight.assign(rng.normal(0, 1.5, weight.shape))
    return made


def log_likelihoods(model, x, tokens):
    """Of captions of images."""
    logits = model((x, tokens))
    logarithms = ops.convert_to_numpy(ops.log_softmax(logits)).astype("float64")
    return np.take_along_axis(logarithms, tokens[..., None], axis=-1).sum(axis=(1, 2))


def test_learns_each_word_from_the_true_ones_before_it(model):
    """What follows a word does not change what is said of it and before it."""
    x = images()
    told = ops.convert_to_numpy(model((x, TOKENS)))
    other = TOKENS.copy()
    other[1, 1] = 1
    changed = ops.convert_to_numpy(model((x, other)))
    np.testing.assert_allclose(changed[1, :2], told[1, :2], atol=1e-5)
    assert np.abs(changed[1, 2:] - told[1, 2:]).max() > 0.01
    behind = TOKENS[:, :-1] == 0
    assert (told[:, 1:].argmax(-1)[behind] == 0).all()


@pytest.mark.slow
def test_fit_and_what_is_shown():
    model, x = compiled(show_attend_tell(doubly_stochastic=0.0)), images()
    given = {"verbose": 0, "validation_data": ((x, TOKENS), TOKENS)}
    history = model.fit((x, TOKENS), TOKENS, epochs=15, **given).history
    assert set(history) == {"loss", "accuracy", "val_loss", "val_accuracy"}
    assert history["loss"][-1] < history["loss"][0] < 10


@pytest.mark.slow
@pytest.mark.tensorflow
def test_tells_what_it_learned(tmp_path):
    model, x = compiled(show_attend_tell(doubly_stochastic=0.0), jit_compile=False), images()
    model.optimizer.learning_rate = 0.02
    model.fit((x, TOKENS), TOKENS, epochs=150, verbose=0)
    expected = ["a one", "one above a", "above"]
    assert model.describe(x) == model.describe(x, beam=3) == expected
    assert model.encode(expected).tolist() == TOKENS.tolist()
    model.save(tmp_path / "model.keras")
    assert keras.saving.load_model(tmp_path / "model.keras").describe(x) == expected
    model.save_to_preset(tmp_path / "preset")
    assert ShowAttendTell.from_preset(tmp_path / "preset").describe(x) == expected


def test_describes_by_the_likeliest_words(model):
    x = images(5)
    said = ops.convert_to_numpy(model(x)).argmax(-1)
    assert model.describe(x) == model.decode(said)
    assert len(np.unique(said)) > 1


def test_a_wide_beam_finds_the_likeliest_caption(model):
    """Of all that can be said: its end repeats, so that captions of all lengths compete."""
    x = images(3)
    several = np.array(
        [
            (*words, *[0] * (STEPS - count))
            for count in range(STEPS + 1)
            for words in itertools.product((1, 2, 3), repeat=count)
        ]
    )
    pairs = np.repeat(x, len(several), axis=0), np.tile(several, (3, 1))
    likely = log_likelihoods(model, *pairs).reshape(3, -1)
    assert model.describe(x, beam=200) == model.decode(several[likely.argmax(axis=1)])


def test_what_it_looks_at_is_to_be_seen_of_images_alone(model):
    x = images()
    assert {"attention", "logits", "grid", "hidden"} == set(model.seen)
    seen = model.observe("attention", "logits")(x)
    assert seen["attention"].shape == (3, STEPS, 5, 6)
    np.testing.assert_allclose(np.sum(seen["attention"], axis=(2, 3)), 1, atol=1e-5)
    np.testing.assert_allclose(seen["logits"], model(x), rtol=1e-5, atol=1e-5)
    assert class_names_of(model) == (".", *WORDS) and model.vocabulary == WORDS


@pytest.mark.slow
@pytest.mark.tensorflow
def test_exported_it_answers_with_words(tmp_path, model):
    import tensorflow as tf

    from stawm_keras.export import export_saved_model

    x = images()
    exported = tf.saved_model.load(str(export_saved_model(model, tmp_path, "tell")))
    names = exported.signatures["serving_default"](images=tf.constant(x))["name"].numpy().tolist()
    said = [[word.decode() for word in row] for row in names]
    answers = ops.convert_to_numpy(model(x)).argmax(-1)
    assert said == [[class_names_of(model)[token] for token in row] for row in answers]


@pytest.mark.slow
@pytest.mark.tensorflow
def test_two_devices_learn_what_one_does():
    import tensorflow as tf

    summing = tf.distribute.ReductionToOneDevice()
    strategy = tf.distribute.MirroredStrategy(["CPU:0", "CPU:1"], cross_device_ops=summing)
    x, tokens = images(8), np.repeat(TOKENS, 3, axis=0)[:8]

    def trained():
        return compiled(
            show_attend_tell(batch_norm=False), keras.optimizers.SGD(0.1), jit_compile=False
        )

    alone = trained()
    with strategy.scope():
        together = trained()
    together.set_weights(alone.get_weights())
    histories = [
        model.fit((x, tokens), tokens, batch_size=8, epochs=3, verbose=0).history
        for model in (alone, together)
    ]
    assert histories[0]["loss"] == pytest.approx(histories[1]["loss"], rel=1e-3)
    for one, other in zip(alone.get_weights(), together.get_weights(), strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-3, atol=1e-4)


def test_tokens_of_another_length(model):
    with pytest.raises(ValueError, match=r"has 4 tokens here.* Received: tokens of shape \(3, 3\)"):
        model((images(), TOKENS[:, 1:]))


def test_images_without_captions(model):
    with pytest.raises(ValueError, match=r"fit\(\(images, tokens\), tokens\).* \(3, 10, 12, 2\)"):
        model.fit(images(), TOKENS)


def test_a_beam_of_nothing(model):
    with pytest.raises(ValueError, match="`beam` must be a positive integer. Received: beam=0"):
        model.describe(images(), beam=0)


def test_a_preset_of_endless_captions_is_refused(tmp_path, model):
    model.save_to_preset(tmp_path / "preset")
    file = tmp_path / "preset/config.json"
    config = json.loads(file.read_text())
    config["config"]["max_words"] = 10**9
    file.write_text(json.dumps(config))
    with pytest.raises(ValueError, match="layers an image, and 5,000 are taken"):
        ShowAttendTell.from_preset(tmp_path / "preset")
