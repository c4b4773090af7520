"""Every memory that a recipe can name."""

from collections.abc import Callable
from typing import Any

import keras

from stawm_keras import layers

MEMORIES: dict[str, Callable[..., keras.Layer]] = {
    "hebb_rosenblatt": layers.HebbRosenblattCell,
    "outer_product": layers.OuterProductCell,
    "fast_weights": layers.FastWeightsCell,
    "plastic": layers.PlasticCell,
    "ntm": layers.NTMCell,
    "dnc": layers.DNCCell,
    "stack": layers.StackCell,
    "hopfield": layers.HopfieldMemory,
    "mean": layers.MeanMemory,
    "lstm": layers.LSTMMemory,
}


def build_memory(values, **others: Any):
    """The memory of a recipe's `Memory`.

    Args:
        values: The `Memory`.
        **others: Arguments that the recipe does not say.

    Raises:
        ValueError: If the values do not make a memory.
    """
    return MEMORIES[values.memory](**values.arguments(), **others, name="memory")
