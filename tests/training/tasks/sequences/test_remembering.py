import keras
import numpy as np
import pytest

from training.recipes import values
from training.tasks.sequences.remembering import remembering

# Whichever is faster for what runs once.
EAGERLY = keras.backend.backend() == "tensorflow"
SIDE, WAYS = 8, 3
CNN = ((4, 3, 1, 1, 2),)
# With a class beside the features, what was shown is what comes back when it is asked for again.
ASSOCIATIVE = {
    "hebb": {"memory": "outer_product"},
    "delta": {"memory": "outer_product", "memory_rule": "delta"},
    "hopfield": {"memory": "hopfield", "memory_beta": 30.0},
}
OTHERS = {
    # So large a theta that keys reach their bound: a smaller one makes all answers longer alike,
    # and as those are made as long as 1, it has no slope but of rounding.
    "hebb_rosenblatt": {"memory": "hebb_rosenblatt", "theta": 20.0},
    "ntm": {"memory": "ntm", "memory_slots": 5, "memory_width": 4},  # Words of another width.
}


def episodes(count=5, shots=1):
    """Episodes of a square somewhere, in which those shown first are asked for again."""
    rng = np.random.default_rng(0)
    squares = np.kron(np.eye(16, dtype="uint8").reshape(16, 4, 4), np.full((2, 2), 255, "uint8"))
    places = rng.permuted(np.tile(np.arange(16), (count, 1)), axis=1)[:, : WAYS * shots]
    support = squares[places][..., None]
    classes = rng.permuted(np.tile(np.arange(WAYS, dtype="int32"), (count, 1)), axis=1)
    given = {"support": support, "classes": np.tile(classes, shots), "queries": support[:, :WAYS]}
    return given, classes


def model_of(shots=1, units=12, **memory):
    model = values.OneShot(cnn=CNN, memory=values.Memory(memory_units=units, **memory))
    return remembering(model, SIDE, WAYS, shots)


@pytest.mark.parametrize(("name", "shots"), [("hebb", 1), ("delta", 2), ("hopfield", 1)])
def test_recalls_the_class_of_what_was_shown_untrained(name, shots):
    given, classes = episodes(shots=shots)
    logits = model_of(shots, units=64, **ASSOCIATIVE[name]).predict(given, verbose=0)
    assert logits.shape == (5, WAYS, WAYS)
    np.testing.assert_array_equal(logits.argmax(-1), classes)


@pytest.mark.parametrize("name", OTHERS)
def test_any_memory_answers_and_learns(name):
    keras.utils.set_random_seed(0)
    given, classes = episodes()
    model = model_of(**OTHERS[name])
    model.compile("adam", "sparse_categorical_crossentropy", run_eagerly=EAGERLY)
    before = [np.array(weight) for weight in model.trainable_weights]
    model.train_on_batch(given, classes)
    assert np.isfinite(model.predict_on_batch(given)).all()
    for weight, old in zip(model.trainable_weights, before, strict=True):
        assert np.isfinite(weight).all() and not np.array_equal(weight, old), weight.path


def test_classes_have_room_beside_the_features():
    with pytest.raises(ValueError, match="memory_units must be over 3, the ways, to hold features"):
        model_of(units=3, memory="mean")
