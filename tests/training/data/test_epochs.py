"""What a model sees in `fit`, and not only what was prepared for it."""

import contextlib

import keras
import numpy as np
import pytest

from training.data import Batches
from training.data import FollowEpochs
from training.data import RandomCrop

IMAGES = np.random.default_rng(0).integers(0, 256, (24, 5, 5, 1), dtype=np.uint8)
LABELS = np.zeros(24, dtype=np.int64)


class Witness(keras.layers.Layer):
    """Keeps every batch that passes."""

    def __init__(self):
        super().__init__()
        self.trained_on = []
        self.evaluated_on = []

    def call(self, inputs, training=False):
        with contextlib.suppress(Exception):  # while Keras builds the model there are no values
            values = keras.ops.convert_to_numpy(inputs)
            (self.trained_on if training else self.evaluated_on).append(values)
        return inputs


def make():
    return Batches(IMAGES, LABELS, 4, seed=5, shuffle=True, augment=(RandomCrop(1),))


def fit(batches, epochs, callbacks=(), **arguments):
    """Train a new model; returns the layer that saw the batches."""
    witness = Witness()
    model = keras.Sequential([keras.Input((5, 5, 1)), witness, keras.layers.Flatten()])
    model.add(keras.layers.Dense(2))
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile("sgd", loss, metrics=["accuracy"], run_eagerly=True)
    callbacks = [FollowEpochs(batches), *callbacks]
    model.fit(batches, epochs=epochs, shuffle=False, verbose=0, callbacks=callbacks, **arguments)
    return witness


def assert_epochs(seen, *epochs):
    batches = make()
    wanted = [batches[index][0] for batches.epoch in epochs for index in range(len(batches))]
    assert_same(seen, wanted)


def assert_same(seen, wanted):
    assert len(seen) == len(wanted)
    for one, two in zip(seen, wanted, strict=True):
        np.testing.assert_array_equal(one, two)


def test_every_epoch_is_seen_whole_and_in_order():
    assert_epochs(fit(make(), 3).trained_on, 0, 1, 2)


def test_a_resumed_run_sees_what_it_would_have_seen():
    whole = fit(make(), 3).trained_on
    assert_same(fit(make(), 3, initial_epoch=1).trained_on, whole[6:])


def test_validation_disturbs_nothing():
    witness = fit(make(), 2, validation_data=Batches(IMAGES[:5], LABELS[:5], 3))
    assert_epochs(witness.trained_on, 0, 1)
    assert_same(witness.evaluated_on, [IMAGES[:3], IMAGES[3:5]] * 2)


@pytest.mark.parametrize("then", [0, 1])
def test_after_an_epoch_that_was_left_early(then):
    """The batches that were already prepared are not served in place of others."""
    leave = keras.callbacks.LambdaCallback(
        on_train_batch_end=lambda batch, logs: setattr(leave.model, "stop_training", batch == 2)
    )
    batches = make()
    assert len(fit(batches, 1, [leave]).trained_on) == 3
    again = fit(batches, then + 1, initial_epoch=then)
    assert_epochs(again.trained_on, then)
