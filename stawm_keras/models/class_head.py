"""The heads that classify, which several models share."""

import keras

from stawm_keras.layers import MemoryQuery
from stawm_keras.layers import MemoryRead
from stawm_keras.models.configured_model import policy_of
from stawm_keras.models.seen import named
from stawm_keras.ops import query_units
from stawm_keras.random import seed_of


def class_logits(backbone, num_classes, dropout, seed):
    """Logits of a backbone's terminal memory (Figure 3): one query, one read, one `Dense` layer."""
    seen = named(backbone, "context", "memory")
    query = MemoryQuery(
        query_units(seen["memory"]),
        dropout,
        seed_of(seed, "class_query"),
        dtype=policy_of(backbone),
        name="class_query",
    )
    read = MemoryRead(name="class_read")(seen["memory"], query(seen["context"]))
    return linear_logits(read, num_classes)


def linear_logits(features, num_classes):
    """float32 logits of features."""
    if not isinstance(num_classes, int) or num_classes < 2:
        raise ValueError(f"`num_classes` must be an integer of at least 2. Received: {num_classes}")
    return keras.layers.Dense(num_classes, dtype="float32", name="logits")(features)
