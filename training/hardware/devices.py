"""The devices that Keras' backend computes on."""

import keras


def accelerators():
    """Names of what is no CPU: `["gpu:0"]`, say."""
    return [name for name in _names() if not name.startswith("cpu")]


def gpus():
    """Names of the GPUs."""
    return [name for name in _names() if name.startswith("gpu")]


def compute_capability():
    """Of the first GPU, `(8, 0)`, say; `(0, 0)` where it is not known."""
    backend = keras.backend.backend()
    if backend == "tensorflow":
        import tensorflow as tf

        gpu = tf.config.list_physical_devices("GPU")[0]
        return tf.config.experimental.get_device_details(gpu).get("compute_capability", (0, 0))
    if backend == "jax":
        import jax

        return tuple(int(part) for part in jax.devices("gpu")[0].compute_capability.split("."))
    if backend == "torch":
        import torch

        return torch.cuda.get_device_capability(0)
    return 0, 0


def compiles_faster():
    """Whether a model is best compiled by XLA: on CPUs, TensorFlow's own kernels are faster."""
    backend = keras.backend.backend()
    return backend == "jax" or (backend == "tensorflow" and bool(gpus()))


def _names():
    backend = keras.backend.backend()
    if backend in ("tensorflow", "jax"):
        return keras.distribution.list_devices()
    if backend == "torch":  # It has no part in keras.distribution.
        import torch

        return [f"gpu:{place}" for place in range(torch.cuda.device_count())]
    return []
