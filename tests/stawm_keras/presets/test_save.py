"""Saving is whole or not at all, and takes nothing that could not be loaded."""

import keras
import numpy as np
import pytest

import stawm_keras.presets.save
from stawm_keras.models import STAWMBackbone
from stawm_keras.models import STAWMClassifier
from stawm_keras.presets import load_metadata


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_replaces_a_preset_and_an_empty_folder(classifier, tmp_path):
    folder = tmp_path / "deep" / "preset"
    classifier.save_to_preset(folder, {"run": 1})
    (folder / "README.md").write_text("card")
    classifier.save_to_preset(folder, {"run": 2})
    assert load_metadata(folder)["about"] == {"run": 2}
    assert names(folder) == ["config.json", "metadata.json", "model.safetensors"]
    (tmp_path / "empty").mkdir()
    classifier.save_to_preset(str(tmp_path / "empty"))
    assert STAWMClassifier.from_preset(str(tmp_path / "empty")).count_params() > 0
    assert names(tmp_path) == ["deep", "empty"] and names(tmp_path / "deep") == ["preset"]
    assert folder.stat().st_mode == folder.parent.stat().st_mode


def test_names_of_the_classes(classifier, tmp_path):
    assert "id2label" not in load_metadata(_saved(classifier, tmp_path))
    named = STAWMClassifier(classifier.backbone, 3, class_names=("ant", "Hündin", "cat"))
    folder = _saved(named, tmp_path)
    assert load_metadata(folder)["id2label"] == {"0": "ant", "1": "Hündin", "2": "cat"}
    loaded = STAWMClassifier.from_preset(folder)
    assert loaded.class_names == named.class_names


def _saved(model, tmp_path):
    model.save_to_preset(tmp_path / "preset")
    return tmp_path / "preset"


@pytest.mark.parametrize("extra", [None, "notes.txt", ".git"])
def test_anything_but_a_preset_is_left_alone(classifier, tmp_path, extra):
    folder = tmp_path / "folder"
    if extra:
        classifier.save_to_preset(folder)
        (folder / extra).write_text("mine")
    else:
        folder.mkdir()
        (folder / "README.md").write_text("mine")
    before = names(folder)
    with pytest.raises(ValueError, match="no other files in it. Received: folder="):
        classifier.save_to_preset(folder)
    assert names(folder) == before


def test_a_file_is_no_folder(classifier, tmp_path):
    (tmp_path / "file").write_text("mine")
    with pytest.raises(ValueError, match="a new or an empty folder.*Received: folder="):
        classifier.save_to_preset(tmp_path / "file")
    with pytest.raises(ValueError, match="a place that can be written to. Received: folder="):
        classifier.save_to_preset(tmp_path / "file" / "preset")
    assert (tmp_path / "file").read_text() == "mine"


@pytest.mark.parametrize("error", [OSError, KeyboardInterrupt])
@pytest.mark.parametrize("step", ["write_weights", "write_json"])
def test_failure_leaves_what_was_there(classifier, tmp_path, monkeypatch, error, step):
    classifier.save_to_preset(tmp_path / "preset", {"run": 1})

    def fail(*args, **kwargs):
        raise error("no space left")

    monkeypatch.setattr(stawm_keras.presets.save, step, fail)
    with pytest.raises(ValueError if error is OSError else error, match="no space left"):
        classifier.save_to_preset(tmp_path / "preset", {"run": 2})
    assert load_metadata(tmp_path / "preset")["about"] == {"run": 1}
    assert names(tmp_path) == ["preset"]


@pytest.mark.parametrize(
    ("value", "dtype"), [(np.nan, "float32"), (np.inf, "float16"), (1e5, "float16")]
)
def test_weights_that_are_not_finite(classifier, tmp_path, value, dtype):
    kernel = classifier.get_layer("logits").kernel
    before = keras.ops.convert_to_numpy(kernel).copy()
    kernel.assign(np.full(before.shape, value))
    try:
        with pytest.raises(ValueError, match=f"kernel is not finite in {dtype}"):
            classifier.save_to_preset(tmp_path / "preset", weights_dtype=dtype)
    finally:
        kernel.assign(before)
    assert names(tmp_path) == []


@keras.saving.register_keras_serializable(package="tests")
class Twice(keras.layers.Layer):
    def call(self, inputs):
        return 2 * inputs


@keras.saving.register_keras_serializable(package="tests")
def own_activation(inputs):
    return 2 * inputs


@pytest.mark.parametrize(
    ("layer", "named"),
    [
        (Twice(), "Twice"),
        (keras.layers.Lambda(own_activation, output_shape=(5, 5, 1)), "Lambda"),
        (keras.layers.Dense(1, activation=own_activation), "function"),
    ],
)
def test_layers_that_could_not_be_loaded(tmp_path, layer, named):
    see = keras.Sequential([keras.Input((5, 5, 1)), layer, keras.layers.Flatten()])
    backbone = STAWMBackbone(
        (8, 9, 1), [(4, 3, 2, 0)], see, num_glimpses=2, glimpse_size=5, memory_units=4
    )
    with pytest.raises(ValueError, match=f"of plain Keras layers.*{named}"):
        backbone.save_to_preset(tmp_path / "preset")
    assert names(tmp_path) == []


@pytest.mark.parametrize(
    "metadata", ["text", {"score": np.nan}, {"data": {1, 2}}, {"data": "\ud800"}]
)
def test_metadata_that_json_cannot_hold(classifier, tmp_path, metadata):
    with pytest.raises(ValueError, match="metadata.* must be"):
        classifier.save_to_preset(tmp_path / "preset", metadata)
    assert names(tmp_path) == []


def test_unknown_dtype(classifier, tmp_path):
    with pytest.raises(ValueError, match="must be one of .* Received: 'int8'"):
        classifier.save_to_preset(tmp_path / "preset", weights_dtype="int8")
