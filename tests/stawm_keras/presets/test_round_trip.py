"""What is loaded is what was saved."""

import importlib.util
import json
import pathlib
import subprocess
import sys

import keras
import numpy as np
import pytest
from keras import ops
from processes import environment
from registry import ENTRIES
from safetensors.numpy import load_file

from stawm_keras import models
from stawm_keras.models import STAWMBackbone
from stawm_keras.models import STAWMClassifier
from stawm_keras.models import STAWMDrawer
from stawm_keras.presets import load_metadata

MODELS = [name for name in ENTRIES if name.split(",")[0] in models.__all__]


IMAGES = np.random.default_rng(0).uniform(0, 255, (3, 8, 9, 1)).astype("float32")


def assert_same_weights(model, other, **tolerance):
    for one, two in zip(model.weights, other.weights, strict=True):
        found, expected = (ops.convert_to_numpy(weight).astype("float64") for weight in (one, two))
        np.testing.assert_allclose(found, expected, err_msg=one.path, **tolerance)


@pytest.mark.parametrize("name", MODELS)
def test_every_model_to_the_last_bit(name, tmp_path, perturb):
    model = perturb(ENTRIES[name].make())
    model.save_to_preset(tmp_path / "preset")
    loaded = type(model).from_preset(tmp_path / "preset")
    assert type(loaded) is type(model)
    assert json.dumps(loaded.get_config()) == json.dumps(model.get_config())
    assert_same_weights(loaded, model, rtol=0)
    assert [w.trainable for w in loaded.weights] == [w.trainable for w in model.weights]


def test_answers_to_the_last_bit(saved, classifier):
    expected = classifier.predict_on_batch(IMAGES)
    assert expected.std(axis=0).min() > 1e-5, "the images differ to the model"
    loaded = STAWMClassifier.from_preset(saved)
    np.testing.assert_array_equal(loaded.predict_on_batch(IMAGES), expected)


def test_half_precision_is_near_and_half_as_large(classifier, saved, tmp_path):
    classifier.save_to_preset(tmp_path / "half", weights_dtype="float16")
    loaded = STAWMClassifier.from_preset(tmp_path / "half")
    assert {weight.dtype for weight in loaded.weights} == {"float32"}
    assert_same_weights(loaded, classifier, rtol=2**-11, atol=2**-25)  # Half of a last place.
    with pytest.raises(AssertionError):
        assert_same_weights(loaded, classifier, rtol=1e-5)
    arrays = load_file(tmp_path / "half/model.safetensors")
    assert {array.dtype for array in arrays.values()} == {np.dtype("float16")}


def test_mixed_precision(tmp_path, perturb):
    backbone = STAWMBackbone(
        (8, 9, 1), [(4, 3, 2, 0)], [(4, 3, 1, 0)], 2, 5, 4, dtype="mixed_bfloat16"
    )
    model = perturb(STAWMClassifier(backbone, 3))
    model.save_to_preset(tmp_path / "preset")
    loaded = STAWMClassifier.from_preset(tmp_path / "preset")
    assert loaded.backbone.get_layer("glimpse_loop").dtype_policy.name == "mixed_bfloat16"
    assert_same_weights(loaded, model, rtol=0)


def test_without_weights_the_model_is_new(saved, classifier):
    fresh = STAWMClassifier.from_preset(saved, load_weights=False)
    assert [w.shape for w in fresh.weights] == [w.shape for w in classifier.weights]
    kernels = [
        ops.convert_to_numpy(model.get_layer("logits").kernel) for model in (fresh, classifier)
    ]
    assert not np.allclose(*kernels)


def test_makes_no_initial_values_in_vain(saved, monkeypatch):
    made = []
    orthogonal = keras.initializers.Orthogonal.__call__

    def watched(self, shape, *args, **kwargs):
        made.append(shape)
        return orthogonal(self, shape, *args, **kwargs)

    monkeypatch.setattr(keras.initializers.Orthogonal, "__call__", watched)
    STAWMClassifier.from_preset(saved)
    assert made == []
    STAWMClassifier.from_preset(saved, load_weights=False)
    assert made, "those of the LSTMs"


def test_what_training_needs_is_left_out(tmp_path):
    model = ENTRIES["STAWMSketchpad"].make()
    model.drawer.compile("adam", "mse")
    again = models.STAWMSketchpad(model.drawer, num_classes=4)  # Its config holds the drawer's.
    again.save_to_preset(tmp_path / "preset")
    assert "compile_config" not in (tmp_path / "preset/config.json").read_text()
    assert not models.STAWMSketchpad.from_preset(tmp_path / "preset").drawer.compiled


def test_own_decoder_and_a_mean_that_numpy_computed(tmp_path, perturb):
    backbone = STAWMBackbone(
        (8, 9, 2), [(4, 3, 2, 0)], [(4, 3, 1, 0)], 2, 5, 4, mean=np.array([0.1, 0.2])
    )
    latent = keras.Input((3,))
    dense = keras.layers.Dense(50, kernel_regularizer=keras.regularizers.L2(1e-4))(latent)
    decoder = keras.Model(latent, keras.layers.Reshape((5, 5, 2))(dense), name="decode")
    model = perturb(STAWMDrawer(backbone, 3, decoder=decoder))
    model.save_to_preset(tmp_path / "preset")
    loaded = STAWMDrawer.from_preset(tmp_path / "preset")
    assert_same_weights(loaded, model, rtol=0)
    means = [m.get_layer("normalisation").offset for m in (loaded, model)]
    np.testing.assert_array_equal(*means)


def test_metadata(saved, classifier):
    metadata = load_metadata(saved)
    assert metadata["about"] == {"data": "bars"}
    assert metadata["parameter_count"] == classifier.count_params()
    assert metadata["keras_version"] == keras.__version__


def test_same_weights_same_file(saved, classifier, tmp_path):
    classifier.save_to_preset(tmp_path / "again", {"data": "bars"})
    for file in saved.iterdir():
        assert file.read_bytes() == (tmp_path / "again" / file.name).read_bytes(), file.name


@pytest.mark.skipif(keras.backend.backend() != "tensorflow", reason="saves on TensorFlow")
@pytest.mark.skipif(importlib.util.find_spec("jax") is None, reason="JAX is not installed")
def test_loads_on_jax_without_tensorflow(saved, classifier, tmp_path):
    logits = classifier.predict_on_batch(IMAGES)
    np.savez(tmp_path / "arrays.npz", images=IMAGES, logits=logits)
    code = """if True:
        import sys
        import numpy as np
        import stawm_keras
        import keras
        assert keras.backend.backend() == "jax"
        model = stawm_keras.models.STAWMClassifier.from_preset(sys.argv[1])
        with np.load(sys.argv[2]) as arrays:
            logits = model.predict_on_batch(arrays["images"])
            np.testing.assert_allclose(logits, arrays["logits"], rtol=1e-4, atol=1e-5)
    """
    without = pathlib.Path(__file__).parents[2] / "without_tensorflow"
    subprocess.run(
        [sys.executable, "-c", code, saved, tmp_path / "arrays.npz"],
        check=True,
        env=environment(without, KERAS_BACKEND="jax"),
    )
