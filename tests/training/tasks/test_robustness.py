import keras
import numpy as np
import pytest

from training.data.corruptions import CORRUPTIONS
from training.tasks import attack
from training.tasks import robustness


@pytest.fixture
def bright():
    """Says whether an image is brighter than grey, by 1 / 10 of a logit a step of 8 bits."""
    image = keras.Input((8, 8, 1))
    mean = keras.layers.GlobalAveragePooling2D()(image)
    layer = keras.layers.Dense(2, name="logits")
    model = keras.Model(image, layer(mean))
    layer.set_weights([np.array([[0, 0.1]]), np.array([0, -12.75])])
    return model


@pytest.fixture
def images():
    levels = np.linspace(100, 149, 150).astype("uint8")
    return levels.reshape(-1, 1, 1, 1).repeat(8, axis=1).repeat(8, axis=2)


def test_errors_under_corruptions(bright, images):
    """A brighter image is taken for another, a mean that stays is not; two batches of them."""
    labels = (images[:, 0, 0, 0] > 127).astype(int)
    found = robustness.of_corruptions(bright, images, labels)
    assert list(found) == list(CORRUPTIONS)
    assert found["contrast"] == found["gaussian_blur"] == [0] * 5
    levels = images[:, 0, 0, 0]
    for amount, error in zip((0.1, 0.2, 0.3), found["brightness"], strict=False):
        wrong = (levels <= 127) & (np.rint(levels + 255 * amount) > 127)
        assert error == pytest.approx(100 * wrong.mean())
    assert found == robustness.of_corruptions(bright, images, labels)
    line = robustness.corruptions_in_words(found)
    assert "the mean of 15 corruptions" in line and "0.00 % under" in line


def test_errors_under_attack(bright, images, monkeypatch):
    monkeypatch.setattr(robustness, "ATTACKED", 75)
    labels = (images[:, 0, 0, 0] > 127).astype(int)
    found = robustness.of_attacks(bright, images, labels)
    levels = images[np.linspace(0, 149, 75).astype(int), 0, 0, 0]
    near = [100 * np.mean(np.abs(levels - 127.5) < 255 * at) for at in (0.01, 0.03, 0.1, 0.3)]
    assert found["errors"] == pytest.approx(near)
    assert 0 < near[0] < near[1] < near[2] < near[3] == 100
    assert (found["images"], found["steps"]) == (75, attack.STEPS)
    line = robustness.attacks_in_words(found)
    assert f"error {near[0]:.1f}, {near[1]:.1f}" in line and "100.0 % on 75 images" in line
