import keras
import numpy as np
import pytest

from stawm_keras.layers import HebbRosenblattCell
from stawm_keras.models import RecurrentAttention
from stawm_keras.models import STAWMBackbone
from stawm_keras.models import STAWMClassifier
from training.tasks import attack
from training.tasks.attack import attack_on


def images_of(count, *shape):
    return np.random.default_rng(1).integers(0, 256, (count, *shape), "uint8")


def test_worst_of_a_linear_model():
    """Which is known: every pixel goes as far as it may against its weight."""
    image = keras.Input((4, 5, 2))
    logits = keras.layers.Dense(2, name="logits")(keras.layers.Flatten()(image / 255))
    model = keras.Model(image, logits)
    images, labels = images_of(6, 4, 5, 2), np.array([0, 1, 0, 1, 1, 0])
    images[0], images[1] = 0, 255  # There is no going beyond black and white.
    found = attack_on(model)(images, labels, 0.1, np.random.default_rng(0))
    kernel = model.get_layer("logits").get_weights()[0]
    uphill = np.sign(kernel[:, 1] - kernel[:, 0]).reshape(4, 5, 2)
    against = np.where(labels == 0, 1, -1)[:, None, None, None] * uphill
    np.testing.assert_allclose(found, np.clip(images + 25.5 * against, 0, 255), atol=1e-3)


def stawm():
    backbone = STAWMBackbone(
        (12, 12, 1),
        context_cnn=[(4, 3, 2, 0)],
        glimpse_cnn=[(4, 3, 1, 0)],
        num_glimpses=2,
        glimpse_size=5,
        # What a fresh memory holds is next to nothing: louder.
        memory=HebbRosenblattCell(32, eta=2.0, scale=8.0),
        lstm_units=8,
        dropout=0.5,
        seed=0,
    )
    return STAWMClassifier(backbone, 3, seed=0)


def ram():
    """Whose looks have no gradient."""
    return RecurrentAttention(
        (12, 12, 1), 3, 2, glimpse_size=5, scales=2, units=8, path_units=8, seed=0
    )


@pytest.mark.slow
@pytest.mark.parametrize("make", [stawm, ram])
def test_models_that_look(make, monkeypatch):
    monkeypatch.setattr(attack, "STEPS", 8)
    monkeypatch.setattr(attack, "STEP", 2.5 / 8)
    model = make()
    images, labels = images_of(20, 12, 12, 1), np.arange(20) % 3
    attacked = attack_on(model)
    found, again = (attacked(images, labels, 0.2, np.random.default_rng(0)) for _ in "ab")
    # Dropout and policies draw nothing at inference.
    np.testing.assert_array_equal(found, again)
    assert np.abs(found - images).max() <= 51 + 1e-4
    assert found.min() >= 0 and found.max() <= 255

    def losses(pixels):
        logits = model.predict_on_batch(pixels)
        entropy = keras.losses.sparse_categorical_crossentropy(labels, logits, from_logits=True)
        return keras.ops.convert_to_numpy(entropy)

    noise = np.random.default_rng(0).uniform(-51, 51, images.shape)
    by_chance = losses((images + noise).clip(0, 255)) - losses(images)
    worst = losses(found) - losses(images)
    assert worst.mean() > 3 * np.abs(by_chance).mean() and (worst > 0).mean() > 0.9
