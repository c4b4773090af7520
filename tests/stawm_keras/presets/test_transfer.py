"""New heads on a preset's model, and models out of a preset's model."""

import keras
import numpy as np
import pytest
from keras import ops

from stawm_keras.models import DRAW
from stawm_keras.models import BetaVAE
from stawm_keras.models import SelfSupervisedClassifier
from stawm_keras.models import STAWMBackbone
from stawm_keras.models import STAWMClassifier
from stawm_keras.models import STAWMDrawer
from stawm_keras.models import STAWMSketchpad
from stawm_keras.presets import list_presets


def assert_equal_weights(found, expected):
    assert len(found) == len(expected) > 0
    for one, other in zip(found, expected, strict=True):
        np.testing.assert_array_equal(ops.convert_to_numpy(one), ops.convert_to_numpy(other))


@pytest.fixture(scope="module")
def sketchpad(perturb):
    keras.utils.set_random_seed(0)
    backbone = STAWMBackbone(
        (8, 9, 1),
        context_cnn=[(4, 3, 2, 0)],
        glimpse_cnn=[(3, 3, 1, 0)],
        num_glimpses=2,
        glimpse_size=5,
        memory_units=4,
    )
    return perturb(STAWMSketchpad(STAWMDrawer(backbone, latent_units=2), num_classes=3))


@pytest.mark.parametrize("num_classes", [3, 5])
def test_a_new_head_is_all_that_is_new(saved, classifier, num_classes):
    names = [f"kind {place}" for place in range(num_classes)]
    model = STAWMClassifier.from_preset(saved, num_classes=num_classes, class_names=names)
    assert model.output_shape == (None, num_classes)
    assert model.class_names == tuple(names)
    *expected, kernel, bias = classifier.weights
    *found, new_kernel, new_bias = model.weights
    assert_equal_weights(found, expected)
    # New, as a Dense layer begins; the preset's biases are not zero.
    assert not np.any(ops.convert_to_numpy(new_bias))
    assert np.unique(ops.convert_to_numpy(new_kernel)).size > 1
    assert new_kernel.shape == (kernel.shape[0], num_classes)


def test_a_new_head_forgets_the_presets_names(saved, tmp_path):
    named = STAWMClassifier.from_preset(saved, num_classes=3, class_names=["a", "b", "c"])
    named.save_to_preset(tmp_path / "named")
    assert STAWMClassifier.from_preset(tmp_path / "named").class_names == ("a", "b", "c")
    assert STAWMClassifier.from_preset(tmp_path / "named", num_classes=3).class_names is None


def test_a_sketchpad_keeps_its_drawer(sketchpad, tmp_path):
    sketchpad.save_to_preset(tmp_path / "pad")
    model = STAWMSketchpad.from_preset(tmp_path / "pad", num_classes=7)
    assert_equal_weights(model.drawer.weights, sketchpad.drawer.weights)
    drawer = STAWMDrawer.from_preset(tmp_path / "pad")
    assert type(drawer) is STAWMDrawer
    assert_equal_weights(drawer.weights, sketchpad.drawer.weights)
    backbone = STAWMBackbone.from_preset(tmp_path / "pad")
    assert_equal_weights(backbone.weights, sketchpad.backbone.weights)
    images = np.random.default_rng(0).uniform(0, 255, (2, 8, 9, 1))
    for name, found in backbone(images)["memory"].items():
        np.testing.assert_allclose(found, sketchpad.backbone(images)["memory"][name], rtol=1e-6)


def test_a_backbone_of_a_frozen_encoder_can_be_trained(sketchpad, tmp_path):
    encoder = STAWMBackbone.from_config(sketchpad.backbone.get_config())
    encoder.set_weights(sketchpad.backbone.get_weights())
    SelfSupervisedClassifier(encoder, num_classes=3).save_to_preset(tmp_path / "frozen")
    backbone = STAWMBackbone.from_preset(tmp_path / "frozen")
    assert_equal_weights(backbone.weights, encoder.weights)
    assert len(backbone.trainable_weights) > len(encoder.trainable_weights)


def test_a_new_backbone_without_weights(saved, classifier):
    backbone = STAWMBackbone.from_preset(saved, load_weights=False)
    assert [w.shape for w in backbone.weights] == [w.shape for w in classifier.backbone.weights]
    assert any(
        np.any(one != other)
        for one, other in zip(
            backbone.get_weights(), classifier.backbone.get_weights(), strict=True
        )
    )


def test_what_is_not_in_a_preset(saved):
    with pytest.raises(ValueError, match="is a STAWMClassifier, in which there is no BetaVAE"):
        BetaVAE.from_preset(saved)
    with pytest.raises(ValueError, match="is a STAWMClassifier, in which there is no STAWMSketchp"):
        STAWMSketchpad.from_preset(saved)


def test_heads_that_cannot_be(saved):
    with pytest.raises(ValueError, match="A STAWMBackbone does not classify.*Received: preset="):
        STAWMBackbone.from_preset(saved, num_classes=3)
    with pytest.raises(ValueError, match="give num_classes as well"):
        STAWMClassifier.from_preset(saved, class_names=["a", "b", "c"])
    with pytest.raises(ValueError, match="one for each of the 2 classes"):
        STAWMClassifier.from_preset(saved, num_classes=2, class_names=["a", "b", "c"])


def test_bundled_presets_of_a_class():
    assert "stawm_mnist_8" in STAWMClassifier.list_presets()
    assert STAWMSketchpad.list_presets() == ["stawm_mnist_sketchpad"]
    assert STAWMDrawer.list_presets() == ["stawm_mnist_draw_6", "stawm_mnist_sketchpad"]
    others = {"draw_mnist_10", "ram_mnist_cluttered_60"}
    assert set(STAWMBackbone.list_presets()) == set(list_presets(keras.Model)) - others
    assert DRAW.list_presets() == ["draw_mnist_10"]
    assert BetaVAE.list_presets() == []
