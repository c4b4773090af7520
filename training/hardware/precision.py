"""Which precision is faster here."""

from pathlib import Path

import keras


def resolve(precision):
    """`precision` itself; for `"auto"`, mixed_bfloat16 where bfloat16 products are fast.

    They are on CPUs with instructions for them, under TensorFlow (XLA's are not), and on GPUs from
    compute capability 8.0 on.
    """
    if precision != "auto":
        return precision
    return "mixed_bfloat16" if _fast_bfloat16() else "float32"


def _fast_bfloat16():
    if any(name.startswith("gpu") for name in keras.distribution.list_devices()):
        return _compute_capability() >= (8, 0)
    return keras.backend.backend() == "tensorflow" and _cpu_has("avx512_bf16", "amx_bf16")


def _compute_capability():
    """Of the first GPU."""
    if keras.backend.backend() == "tensorflow":
        import tensorflow as tf

        gpu = tf.config.list_physical_devices("GPU")[0]
        return tf.config.experimental.get_device_details(gpu).get("compute_capability", (0, 0))
    import jax

    return tuple(int(part) for part in jax.devices("gpu")[0].compute_capability.split("."))


def _cpu_has(*flags):
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return False
    found = next((line.split() for line in lines if line.startswith("flags")), [])
    return any(flag in found for flag in flags)
