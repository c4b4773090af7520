"""What tests of models that learn share."""

import keras
import numpy as np
import pytest

EAGERLY = keras.backend.backend() == "tensorflow"


def compiled(model, optimizer="adam", loss=keras.losses.SparseCategoricalCrossentropy, **how):
    """A classifier that runs as is fastest for a few steps."""
    how = how or {"run_eagerly": EAGERLY, "jit_compile": not EAGERLY}
    model.compile(optimizer, loss(from_logits=True), metrics=["accuracy"], **how)
    return model


def softmax(logits):
    powers = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


def two_devices():
    """A strategy of two CPU devices."""
    import tensorflow as tf

    summing = tf.distribute.ReductionToOneDevice()
    return tf.distribute.MirroredStrategy(["CPU:0", "CPU:1"], cross_device_ops=summing)


def assert_learns_alike(make, x, y, names):
    """Holds what two devices learn to what one does, but for what is sampled.

    Args:
        make: Function without arguments to a compiled model.
        x, y: What it learns from.
        names: Names of its history that are compared.
    """
    rng = np.random.default_rng(8)
    alone = make()
    with two_devices().scope():
        together = make()
    # At the centre with no bias, a sample's sign decides which units wake.
    weights = [weight + rng.normal(0.1, 0.1, weight.shape) for weight in alone.get_weights()]
    alone.set_weights(weights)
    together.set_weights(weights)
    models = alone, together
    one, two = (m.fit(x, y, batch_size=8, epochs=3, verbose=0).history for m in models)
    for name in names:
        assert one[name] == pytest.approx(two[name], rel=1e-3), name
    for one, other in zip(alone.get_weights(), together.get_weights(), strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-3, atol=1e-4)
