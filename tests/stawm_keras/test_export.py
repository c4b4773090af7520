import subprocess
import sys

import keras
import numpy as np
import pytest
from keras import ops
from reference import sample
from small_classifier import SHAPE
from small_classifier import classifier
from small_classifier import pixels
from small_classifier import probabilities

from stawm_keras.export import export_saved_model
from stawm_keras.export.warm_up import write_warm_up_requests
from stawm_keras.layers import FitImages
from stawm_keras.models import STAWMClassifier

needs_tensorflow = pytest.mark.skipif(
    keras.backend.backend() != "tensorflow", reason="only TensorFlow writes SavedModels"
)


NAMES = ("ant", "bee", "Kater Mikesch", "Hündin", "5")


@pytest.fixture(scope="module")
def exported(tmp_path_factory):
    """A model, its version's folder, and what TensorFlow loads from there."""
    import tensorflow as tf

    model = classifier()
    folder = export_saved_model(model, tmp_path_factory.mktemp("models"), "digits")
    return model, folder, tf.saved_model.load(folder)


@pytest.fixture(scope="module", params=["float32", "uint8"])
def predicted(request, exported):
    """Seven images, and what `predict` says of them: probabilities and poses."""
    model, *_ = exported
    images = pixels(7, request.param)
    look = keras.Model(model.input, [model.output, model.backbone.output["poses"]])
    logits, poses = look.predict(images, verbose=0)
    return images, ops.convert_to_numpy(ops.softmax(logits)), poses


@needs_tensorflow
@pytest.mark.parametrize("batch", [1, 3, 7])
def test_equals_the_model(exported, predicted, batch):
    _, _, loaded = exported
    images, expected, poses = (x[:batch] for x in predicted)
    suffix = "_uint8" if images.dtype == "uint8" else ""
    assert batch == 1 or expected.std(axis=0).max() > 1e-3, "the images differ to the model"

    for classify in (loaded.classify, loaded.signatures["classify" + suffix]):
        answer = classify(images=images)
        assert set(answer) == {"probabilities", "label"}
        np.testing.assert_allclose(answer["probabilities"], expected, atol=1e-5)
        np.testing.assert_array_equal(answer["label"], expected.argmax(-1))
        assert (answer["probabilities"].dtype, answer["label"].dtype) == ("float32", "int64")
    for look in (loaded.glimpses, loaded.signatures["glimpses" + suffix]):
        seen = look(images=images)
        assert set(seen) == {"poses", "glimpses"}
        np.testing.assert_allclose(seen["poses"], poses, atol=1e-5)
        assert seen["glimpses"].shape == (batch, 3, 4, 4, 2)
        assert seen["poses"].dtype == seen["glimpses"].dtype == "float32"
        for n in range(3):
            as_seen = sample(images.astype("float32"), seen["poses"].numpy()[:, n], (4, 4))
            np.testing.assert_allclose(seen["glimpses"][:, n], as_seen, atol=1e-2)


@needs_tensorflow
def test_labels_have_names(tmp_path):
    import tensorflow as tf

    model = classifier(num_glimpses=1)
    named = STAWMClassifier(model.backbone, 5, class_names=NAMES)
    named.set_weights(model.get_weights())
    folder = export_saved_model(named, tmp_path, "named")
    assert (folder / "assets/labels.txt").read_text().splitlines() == list(NAMES)
    loaded, images = tf.saved_model.load(folder), pixels(7)
    assert loaded.labels.asset_path.numpy().decode() == str(folder / "assets/labels.txt")
    for classify in (loaded.classify, loaded.signatures["serving_default"]):
        answer = classify(images=images)
        assert set(answer) == {"probabilities", "label", "name"}
        names = [name.decode() for name in answer["name"].numpy()]
        assert names == [NAMES[label] for label in answer["label"]]
        assert answer["name"].shape == (7,)
    assert set(loaded.glimpses(images)) == {"poses", "glimpses"}


@needs_tensorflow
def test_names_that_are_not_those_of_the_classes(tmp_path):
    own = keras.Sequential([keras.Input((3,)), keras.layers.Dense(4, name="logits")])
    own.class_names = ["cat", "dog"]
    with pytest.raises(ValueError, match="one for each of the 4 classes. Received: 2 names"):
        export_saved_model(own, tmp_path, "a")
    assert not list(tmp_path.iterdir())
    own.class_names = list("abcd")
    assert export_saved_model(own, tmp_path, "a").name == "1"


@needs_tensorflow
def test_default_signature_classifies(exported):
    _, _, loaded = exported
    images = pixels(2)
    np.testing.assert_array_equal(
        loaded.signatures["serving_default"](images=images)["probabilities"],
        loaded.signatures["classify"](images=images)["probabilities"],
    )


@needs_tensorflow
def test_runs_on_tensorflow_alone(exported):
    model, folder, _ = exported
    images = pixels(3, "uint8")
    np.save(folder.parent / "images.npy", images)
    code = """if True:
        import pathlib, sys
        sys.modules["keras"] = sys.modules["stawm_keras"] = None  # TensorFlow would import Keras.
        import numpy as np
        import tensorflow as tf
        folder = pathlib.Path(sys.argv[1])
        loaded = tf.saved_model.load(folder)
        answer = loaded.classify(np.load(folder.parent / "images.npy"))
        np.save(folder.parent / "answer.npy", answer["probabilities"])
    """
    subprocess.run([sys.executable, "-c", code, str(folder)], check=True)
    answer = np.load(folder.parent / "answer.npy")
    np.testing.assert_allclose(answer, probabilities(model, images), atol=1e-5)


@needs_tensorflow
def test_warm_up_requests(exported):
    """One for each signature, which the signature answers."""
    import tensorflow as tf
    from tensorflow_serving.apis import prediction_log_pb2

    _, folder, loaded = exported
    file = folder / "assets.extra" / "tf_serving_warmup_requests"
    asked = {}
    for record in tf.data.TFRecordDataset(str(file)):
        log = prediction_log_pb2.PredictionLog.FromString(record.numpy())
        assert log.WhichOneof("log_type") == "predict_log"
        request = log.predict_log.request
        (images,) = (tf.make_ndarray(tensor) for tensor in request.inputs.values())
        signature = request.model_spec.signature_name
        asked[signature] = (images.shape, images.dtype.name)
        loaded.signatures[signature](**{name: images for name in request.inputs})
    assert set(asked) == set(loaded.signatures)
    for signature, found in asked.items():
        assert found == ((1, *SHAPE), "uint8" if signature.endswith("_uint8") else "float32")


@needs_tensorflow
def test_warm_up_needs_its_package(exported, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "tensorflow_serving.apis", None)
    with pytest.raises(RuntimeError, match=r"install `stawm-keras\[tensorflow\]`"):
        write_warm_up_requests(tmp_path, {})
    assert not list(tmp_path.iterdir())


@pytest.mark.slow
@needs_tensorflow
def test_mixed_precision(tmp_path):
    import tensorflow as tf

    model = classifier("mixed_bfloat16")
    images = pixels(3)
    folder = export_saved_model(model, tmp_path, "half")
    loaded = tf.saved_model.load(folder)
    answer, seen = loaded.classify(images), loaded.glimpses(images)
    assert {answer["probabilities"].dtype, *(x.dtype for x in seen.values())} == {tf.float32}
    np.testing.assert_allclose(answer["probabilities"], probabilities(model, images), atol=2e-2)
    # The model looks at rounded pixels, but what is shown are the image's own.
    as_seen = sample(images, seen["poses"].numpy()[:, 0], (4, 4))
    np.testing.assert_allclose(seen["glimpses"][:, 0], as_seen, atol=1e-2)


@needs_tensorflow
def test_versions_count_from_one_and_pass_over_what_is_no_version(tmp_path, exported, monkeypatch):
    write_a_file_instead(monkeypatch)
    model, *_ = exported
    root = tmp_path / "new" / "models"
    assert export_saved_model(model, root, "a") == root / "a" / "1"
    (root / "a" / "notes.txt").write_text("")
    (root / "a" / "7-draft").mkdir()
    (root / "a" / ".9").mkdir()
    assert export_saved_model(model, root, "a") == root / "a" / "2"
    assert export_saved_model(model, str(root), "a") == root / "a" / "3"
    (root / "a" / "40").mkdir()
    assert export_saved_model(model, root, "a") == root / "a" / "41"
    assert export_saved_model(model, root, "2.0_b-1") == root / "2.0_b-1" / "1"
    assert sorted(path.name for path in root.iterdir()) == ["2.0_b-1", "a"]


@needs_tensorflow
@pytest.mark.parametrize("error", [RuntimeError, OSError, KeyboardInterrupt])
def test_failure_leaves_nothing(tmp_path, exported, monkeypatch, error):
    write_a_file_instead(monkeypatch, error("no space left"))
    raised = ValueError if error is OSError else error
    with pytest.raises(raised, match="no space left"):
        export_saved_model(exported[0], tmp_path, "a")
    assert not list(tmp_path.iterdir())


def write_a_file_instead(monkeypatch, error=None):
    """Saving takes a second; this stands for it, and may fail half way."""
    import stawm_keras.export.saved_model

    def write(model, endpoints, fit, folder):
        folder.mkdir()
        (folder / "saved_model.pb").write_text("")
        if error:
            raise error

    monkeypatch.setattr(stawm_keras.export.saved_model, "_write", write)


@needs_tensorflow
def test_anyone_who_may_read_the_root_may_read_the_model(exported):
    """A folder made by `tempfile` is its owner's alone, and a server is often someone else."""
    _, folder, _ = exported
    assert folder.stat().st_mode == folder.parent.stat().st_mode


@needs_tensorflow
def test_unwritable_root(tmp_path, exported):
    (tmp_path / "file").write_text("")
    with pytest.raises(
        ValueError, match="`root` must be a folder that can be written to. Received"
    ):
        export_saved_model(exported[0], tmp_path / "file" / "models", "a")


@pytest.mark.parametrize("name", ["", ".", "..", "/", "a/b", "../a", ".a", "-a", "a b", "ä", None])
def test_bad_name(tmp_path, name):
    with pytest.raises(ValueError, match="`name` must be made of letters.* Received: name="):
        export_saved_model(keras.Sequential(), tmp_path, name)
    assert not list(tmp_path.iterdir())


def test_model_without_signatures(tmp_path):
    plain = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2, name="classes")])
    with pytest.raises(ValueError, match="has `logits` or a `drawing`.* Received: .*with classes"):
        export_saved_model(plain, tmp_path, "a")


@needs_tensorflow
def test_images_of_any_size(tmp_path):
    import tensorflow as tf

    images = keras.Input((None, None, 1))
    fitted = keras.layers.Flatten()(FitImages((4, 4, 1))(images))
    model = keras.Model(images, keras.layers.Dense(3, name="logits")(fitted))
    loaded = tf.saved_model.load(export_saved_model(model, tmp_path, "any"))
    for side in (5, 9):
        some = np.random.default_rng(side).uniform(0, 255, (2, side, side + 3, 1)).astype("float32")
        np.testing.assert_allclose(
            loaded.classify(some)["probabilities"], probabilities(model, some), atol=1e-5
        )


@needs_tensorflow
def test_a_users_own_model_on_a_backbone(tmp_path):
    import tensorflow as tf

    backbone = classifier().backbone
    emissions = keras.layers.Flatten()(backbone.output["emissions"])
    logits = keras.layers.Dense(4, name="logits")(emissions)
    model = keras.Model(backbone.input, logits)
    loaded = tf.saved_model.load(export_saved_model(model, tmp_path, "own"))
    images = pixels(2)
    np.testing.assert_allclose(
        loaded.classify(images)["probabilities"], probabilities(model, images), atol=1e-5
    )
    assert loaded.glimpses(images)["glimpses"].shape == (2, 3, 4, 4, 2)


@pytest.mark.skipif(keras.backend.backend() == "tensorflow", reason="TensorFlow can export")
def test_other_backends_say_what_to_do(tmp_path):
    with pytest.raises(RuntimeError, match="KERAS_BACKEND=tensorflow to export. Received"):
        export_saved_model(classifier(), tmp_path, "a")
    assert not list(tmp_path.iterdir())
