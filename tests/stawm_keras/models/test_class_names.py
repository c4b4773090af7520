"""Models know what their classes are called."""

import keras
import pytest
from registry import IMAGE
from registry import backbone
from registry import drawer
from registry import vae

from stawm_keras.models import RecurrentAttention
from stawm_keras.models import SelfSupervisedClassifier
from stawm_keras.models import STAWMClassifier
from stawm_keras.models import STAWMSketchpad
from stawm_keras.models import class_names_of

NAMES = ("Zebra", "Nürnberger Trichter", "relu", "3")

MODELS = {
    RecurrentAttention: lambda: IMAGE,
    STAWMClassifier: backbone,
    STAWMSketchpad: drawer,
    SelfSupervisedClassifier: lambda: vae().encoder,
}


@pytest.fixture(scope="module")
def see():
    return backbone()


@pytest.mark.parametrize("model_class", MODELS)
def test_names_are_kept_with_the_model(model_class):
    model = model_class(MODELS[model_class](), 4, class_names=list(NAMES))
    assert class_names_of(model) == model.class_names == NAMES
    config = keras.saving.serialize_keras_object(model)
    assert class_names_of(keras.saving.deserialize_keras_object(config)) == NAMES


def test_names_are_in_a_file_of_keras(see, tmp_path):
    STAWMClassifier(see, 4, class_names=NAMES).save(tmp_path / "model.keras")
    assert keras.saving.load_model(tmp_path / "model.keras").class_names == NAMES


def test_models_without_names(see):
    assert class_names_of(STAWMClassifier(see, 4)) is None
    assert class_names_of(keras.Sequential([keras.layers.Dense(2)])) is None


def test_names_of_a_users_own_model():
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2, name="logits")])
    model.class_names = ["cat", "dog"]
    assert class_names_of(model) == ("cat", "dog")


@pytest.mark.parametrize(
    ("class_names", "words"),
    [
        ("abcd", "must be a list or tuple of strings. Received: 'abcd'"),
        ({"a": 1}, "must be a list or tuple of strings"),
        (["a", "b", "c", 3], "not empty. Received: 3"),
        (["a", "b", "c", " "], "not empty. Received: ' '"),
        (["a", "b", "c", "d\ne"], r"one line of text.*Received: 'd\\ne'"),
        (["a", "b", "c", "\udcff"], "one line of text"),
        (["a", "b", "c", "\x1b[31m"], "one line of text"),
        (["a", "b", "c", "b"], "must differ from each other. Received: 'b' twice"),
        (["a", "b", "c"], "one for each of the 4 classes. Received: 3 names"),
    ],
)
def test_bad_names(see, class_names, words):
    with pytest.raises(ValueError, match=words):
        STAWMClassifier(see, 4, class_names=class_names)
