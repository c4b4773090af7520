import keras
import numpy as np
from keras import ops

from stawm_keras.models import BetaVAE
from stawm_keras.models import SelfSupervisedClassifier
from stawm_keras.models import STAWMBackbone
from stawm_keras.models import STAWMDrawer

SHAPE = (8, 8, 1)


def images():
    return np.random.default_rng(0).uniform(0, 255, (16, *SHAPE)).astype("float32")


class Sum(keras.Layer):
    """A memory that has no `report`: a matrix, whose scale is trained."""

    units = 8

    def build(self, inputs_shape):
        self.gain = self.add_weight((), "ones", name="gain")

    def write(self, inputs, every_step=False):
        weights = ops.cumsum(self.gain * inputs[..., :, None] * inputs[..., None, :], axis=1)
        return {"weights": weights if every_step else weights[:, -1]}


def drawer(**memory):
    backbone = STAWMBackbone(
        SHAPE,
        [(4, 3, 2, 0)],
        [(4, 3, 1, 0)],
        num_glimpses=2,
        glimpse_size=4,
        **(memory or {"memory_units": 8}),
    )
    return STAWMDrawer(backbone, 2)


def changed_by_training(model, variables):
    before = [ops.convert_to_numpy(v) for v in variables]
    model.compile(
        keras.optimizers.Adam(1e-2), keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    )
    model.fit(images(), np.arange(16) % 3, epochs=2, verbose=0)
    return {
        v.path
        for v, old in zip(variables, before, strict=True)
        if not np.array_equal(ops.convert_to_numpy(v), old) and "seed" not in v.path
    }


def test_only_the_rates_of_a_backbone_change():
    """Not the moving statistics of its batch normalisation either."""
    backbone = drawer().encoder
    classifier = SelfSupervisedClassifier(backbone, 3)
    names = {path.split("/")[-1] for path in changed_by_training(classifier, backbone.variables)}
    assert names == {"eta", "delta", "theta"}


def test_a_memory_of_ones_own_goes_on_learning():
    classifier = SelfSupervisedClassifier(drawer(memory=Sum()).encoder, 3)
    assert "gain" in [weight.name for weight in classifier.trainable_weights]


def test_nothing_of_another_encoder_changes():
    vae = BetaVAE(SHAPE, [(4, 4, 2, 1)], 3, batch_norm=True, kl_weight=1.0)
    classifier = SelfSupervisedClassifier(vae.encoder, 3)
    classifier(images(), training=True)
    assert classifier.losses == []  # Nor is there a loss of the latent.
    assert changed_by_training(classifier, vae.encoder.variables) == set()
    assert [w.path.split("/")[-2] for w in classifier.trainable_weights] == ["logits"] * 2


def test_frozen_after_loading_too(tmp_path):
    classifier = SelfSupervisedClassifier(drawer().encoder, 3)
    classifier.save(tmp_path / "model.keras")
    loaded = keras.saving.load_model(tmp_path / "model.keras")
    assert [w.path for w in loaded.trainable_weights] == [
        w.path for w in classifier.trainable_weights
    ]
    assert len(loaded.trainable_weights) == 3 + 4
