import os

# Before Keras is imported.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
os.environ.setdefault("KERAS_BACKEND", "tensorflow")
# Networks here are small and run a few times: compiling them well would take longest.
os.environ.setdefault("XLA_FLAGS", "--xla_backend_optimization_level=0")

import keras
import pytest


@pytest.fixture(autouse=True)
def seeded():
    """Every test starts from the same seed."""
    keras.utils.set_random_seed(0)
