import os

# Before Keras is imported.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
os.environ.setdefault("KERAS_BACKEND", "tensorflow")

import keras
import pytest


@pytest.fixture(autouse=True)
def seeded():
    """Every test starts from the same seed."""
    keras.utils.set_random_seed(0)
