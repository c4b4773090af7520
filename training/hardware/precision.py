"""Which precision is faster here."""

import keras

from training.hardware import devices
from training.hardware import processor


def resolve(precision):
    """`precision` itself; for `"auto"`, mixed_bfloat16 where bfloat16 products are fast.

    They are on CPUs with instructions for them, under TensorFlow (XLA's are not), and on GPUs from
    compute capability 8.0 on.
    """
    if precision != "auto":
        return precision
    return "mixed_bfloat16" if _fast_bfloat16() else "float32"


def resolved(recipe):
    """A recipe with what depends on the machine decided."""
    return recipe.changed(precision=resolve(recipe.running.precision))


def _fast_bfloat16():
    if devices.gpus():
        return devices.compute_capability() >= (8, 0)
    return keras.backend.backend() == "tensorflow" and processor.has("avx512_bf16", "amx_bf16")
