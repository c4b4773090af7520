"""ONNX and LiteRT files, in the runtimes they are for."""

import json
import sys
import zipfile

import keras
import numpy as np
import pytest
from learners import softmax
from perturbed import perturb
from registry import ENTRIES
from small_classifier import classifier
from small_classifier import pixels
from small_classifier import probabilities

from stawm_keras import models
from stawm_keras.export import export_litert
from stawm_keras.export import export_onnx

pytestmark = pytest.mark.slow

MODELS = [public for public in ENTRIES if public.split(",")[0] in models.__all__]


def run_onnx(file, images):
    runtime = pytest.importorskip("onnxruntime")
    session = runtime.InferenceSession(file, providers=["CPUExecutionProvider"])
    names = [output.name for output in session.get_outputs()]
    return dict(zip(names, session.run(names, {"images": images}), strict=True))


def run_litert(file, images):
    runtime = pytest.importorskip("ai_edge_litert.interpreter")
    return runtime.Interpreter(str(file)).get_signature_runner("serving_default")(images=images)


FORMATS = [(export_onnx, run_onnx, "a.onnx"), (export_litert, run_litert, "a.tflite")]
each_format = pytest.mark.parametrize(("export", "run", "name"), FORMATS)


@pytest.mark.tensorflow
@each_format
def test_classifies_as_the_model(tmp_path, export, run, name):
    model = classifier(num_glimpses=2)
    file = export(model, tmp_path / "new" / name)
    assert [file] == list((tmp_path / "new").iterdir())
    for batch in (1, 5):
        images = pixels(batch)
        expected, answer = probabilities(model, images), run(file, images)
        assert batch == 1 or expected.std(axis=0).max() > 1e-3, "the images differ to the model"
        assert set(answer) == {"probabilities", "label"}
        np.testing.assert_allclose(answer["probabilities"], expected, atol=1e-5)
        np.testing.assert_array_equal(answer["label"], expected.argmax(-1))
        assert (answer["probabilities"].dtype, answer["label"].dtype) == ("float32", "int64")


@pytest.mark.tensorflow
def test_names_of_the_classes_are_in_the_file(tmp_path):
    """Of a user's own model, whose names no config holds."""
    names = ["ant", "Hündin"]
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2, name="logits")])
    model.class_names = names
    runtime = pytest.importorskip("onnxruntime")
    session = runtime.InferenceSession(export_onnx(model, tmp_path / "a.onnx"))
    assert json.loads(session.get_modelmeta().custom_metadata_map["class_names"]) == names
    file = export_litert(model, tmp_path / "a.tflite")
    assert zipfile.ZipFile(file).read("labels.txt").decode().splitlines() == names
    assert set(run_litert(file, np.ones((1, 3), "float32"))) == {"probabilities", "label"}


@pytest.mark.tensorflow
@each_format
@pytest.mark.parametrize("public", MODELS)
def test_answers_as_every_model(public, tmp_path, export, run, name):
    """With weights of their own: new models look at the whole image, or at its centre."""
    model, (images,) = perturb(ENTRIES[public].make()), ENTRIES[public].inputs
    if len(model.inputs) > 1:
        with pytest.raises(ValueError, match="takes images alone: .* takes sentences, question$"):
            export(model, tmp_path / name)
        return
    there = {"logits", "drawing", "canvases", "masks"} & model.seen.keys()
    if not there & {"logits", "drawing"}:
        with pytest.raises(ValueError, match="has `logits` or a `drawing`.* Received: "):
            export(model, tmp_path / name)
        return
    expected = model.observe(*there).predict_on_batch(images)
    if "logits" in expected:
        expected["probabilities"] = softmax(expected["logits"])
    answer = run(export(model, tmp_path / name), images)
    assert answer.keys() & {"probabilities", "drawing"}
    for part in answer.keys() - {"label"}:
        assert np.ptp(expected[part], axis=0).max() > 1e-5, "the images differ to the model"
        np.testing.assert_allclose(answer[part], expected[part], atol=1e-4, err_msg=part)
    if "label" in answer:
        np.testing.assert_array_equal(answer["label"], answer["probabilities"].argmax(-1))


@pytest.mark.tensorflow
@each_format
def test_a_file_is_in_float32(tmp_path, export, run, name):
    model, images = classifier("mixed_bfloat16", num_glimpses=2), pixels(4)
    answer = run(export(model, tmp_path / name), images)
    expected = softmax(model.predict(images, verbose=0))
    np.testing.assert_allclose(answer["probabilities"], expected, atol=2e-2)


@pytest.mark.tensorflow
@each_format
def test_a_file_that_answers_otherwise_is_not_kept(tmp_path, monkeypatch, export, run, name):
    module = export.__module__
    monkeypatch.setattr(f"{module}._convert", lambda exported, file: file.write_text("new"))
    wrong = {"probabilities": np.eye(5)[:3], "label": np.arange(3)}
    monkeypatch.setattr(f"{module}._run", lambda file, images: wrong)
    (tmp_path / name).write_text("old")
    with pytest.raises(RuntimeError, match="answers otherwise than the model: its probabilities"):
        export(classifier(num_glimpses=1), tmp_path / name)
    assert (tmp_path / name).read_text() == "old"
    assert [tmp_path / name] == list(tmp_path.iterdir())


@pytest.mark.tensorflow
@each_format
def test_failed_conversion(tmp_path, monkeypatch, export, run, name):
    def convert(exported, file):
        file.write_text("half")
        raise TypeError("no such operation\nand much more")

    monkeypatch.setattr(f"{export.__module__}._convert", convert)
    suffix = name.removeprefix("a")
    with pytest.raises(RuntimeError, match=f"cannot be written as {suffix}: no such operation$"):
        export(classifier(num_glimpses=1), tmp_path / name)
    assert not list(tmp_path.iterdir())


@pytest.mark.tensorflow
@each_format
def test_names_what_is_not_installed(tmp_path, monkeypatch, export, run, name):
    needed = {"a.onnx": "tf2onnx", "a.tflite": "ai_edge_litert.interpreter"}[name]
    monkeypatch.setitem(sys.modules, needed, None)
    with pytest.raises(RuntimeError, match=f"with {needed}: install `stawm-keras\\[onnx,litert"):
        export(classifier(num_glimpses=1), tmp_path / name)
    assert not list(tmp_path.iterdir())


@pytest.mark.tensorflow
@each_format
def test_unwritable_path(tmp_path, export, run, name):
    (tmp_path / "file").write_text("")
    with pytest.raises(ValueError, match="`path` must be a file that can be written. Received"):
        export(classifier(num_glimpses=1), tmp_path / "file" / name)


@each_format
def test_model_without_signatures(tmp_path, export, run, name):
    plain = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2, name="classes")])
    with pytest.raises(ValueError, match="has `logits` or a `drawing`.* Received: .*with classes"):
        export(plain, tmp_path / name)


@pytest.mark.skipif(keras.backend.backend() == "tensorflow", reason="TensorFlow can export")
@each_format
def test_other_backends_say_what_to_do(tmp_path, export, run, name):
    with pytest.raises(RuntimeError, match="KERAS_BACKEND=tensorflow to export. Received"):
        export(classifier(num_glimpses=1), tmp_path / name)
    assert not list(tmp_path.iterdir())
