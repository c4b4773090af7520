import gc
import os
from pathlib import Path

# Before Keras is imported, and before other processes are started, which inherit all of it.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
os.environ.setdefault("KERAS_BACKEND", "tensorflow")
# Networks here are small and run a few times: compiling them well would take longest.
os.environ.setdefault(
    "XLA_FLAGS",
    "--xla_backend_optimization_level=0"
    " --xla_cpu_use_fusion_emitters=false"
    " --xla_cpu_parallel_codegen_split_count=1",
)
# Two processes of tests share the cores: threads of their own would only wait.
os.environ.setdefault("TF_NUM_INTRAOP_THREADS", "1")
os.environ.setdefault("TF_NUM_INTEROP_THREADS", "1")
# Many tests train the same small network: JAX compiles it once for all of them.
os.environ.setdefault("JAX_COMPILATION_CACHE_DIR", str(Path(__file__).parents[1] / ".cache/jax"))
os.environ.setdefault("JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS", "0")
os.environ.setdefault("JAX_PERSISTENT_CACHE_MIN_ENTRY_SIZE_BYTES", "-1")

import keras
import pytest

if keras.backend.backend() == "tensorflow":
    import tensorflow as tf

    # Two devices for strategies to spread over; all else runs on the first.
    tf.config.set_logical_device_configuration(
        tf.config.list_physical_devices("CPU")[0], 2 * [tf.config.LogicalDeviceConfiguration()]
    )

# What has been imported stays; looking for garbage in it took a tenth of the tests' time.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 50, 10)


# On JAX every test compiles what it runs. Layers, operations and losses, and that whatever is
# public saves and trains, are tested at once; programs, pictures and models in full with the slow.
SLOW_ON_JAX = (
    "training",
    "docs",
    "examples",
    "stawm_keras/callbacks",
    "stawm_keras/models",
    "stawm_keras/test_docstrings.py",
    "stawm_keras/visualisation",
)


@pytest.hookimpl(tryfirst=True)  # Before some are deselected.
def pytest_collection_modifyitems(items):
    if keras.backend.backend() == "tensorflow":
        return
    here = Path(__file__).parent
    for item in items:
        if item.path.relative_to(here).as_posix().startswith(SLOW_ON_JAX):
            item.add_marker(pytest.mark.slow)


@pytest.hookimpl(tryfirst=True)  # Before any fixture is made.
def pytest_runtest_setup(item):
    if keras.backend.backend() != "tensorflow" and item.get_closest_marker("tensorflow"):
        pytest.skip("on TensorFlow alone: it is needed, or once is enough")


@pytest.fixture(autouse=True)
def seeded():
    """Every test starts from the same seed."""
    keras.utils.set_random_seed(0)
