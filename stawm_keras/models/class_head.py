"""The heads that classify, which several models share."""

import keras

from stawm_keras.layers import MemoryQuery
from stawm_keras.layers import MemoryRead
from stawm_keras.models.configured_model import policy_of
from stawm_keras.models.seen import named
from stawm_keras.ops import query_units
from stawm_keras.random import seed_of


def class_logits(backbone, num_classes, dropout, seed):
    """What is seen of a class head on a backbone's memory: one query, one read, one `Dense` layer.

    Returns:
        Dictionary: `"logits"` `(B, classes)` of the terminal memory (Figure 3), and
        `"logits_so_far"` `(B, N, classes)` of the memory after each glimpse, which cost nothing
        where they are not asked for.
    """
    seen = named(backbone, "context", "memory")
    query = MemoryQuery(
        query_units(seen["memory"]),
        dropout,
        seed_of(seed, "class_query"),
        dtype=policy_of(backbone),
        name="class_query",
    )(seen["context"])
    classify = _classify(num_classes)
    logits = classify(MemoryRead(name="class_read")(seen["memory"], query))
    reads = MemoryRead(every_step=True, name="class_reads")(seen["memory"], query)
    return {"logits": logits, "logits_so_far": classify(reads)}


def linear_logits(features, num_classes):
    """float32 logits of features."""
    return _classify(num_classes)(features)


def logits_so_far(features, num_classes, counts=-1, more=0):
    """Likewise of features after each glimpse `(B, N, F)`.

    Args:
        features: Tensor `(B, N, F)`.
        num_classes: Integer.
        counts: Which of the glimpses count: the last, or a slice of them.
        more: Integer, how many logits stand for none of the classes.
    """
    classify = _classify(num_classes, more)
    return {"logits": classify(features[:, counts]), "logits_so_far": classify(features)}


def _classify(num_classes, more=0):
    if not isinstance(num_classes, int) or num_classes < 2:
        raise ValueError(f"`num_classes` must be an integer of at least 2. Received: {num_classes}")
    return keras.layers.Dense(num_classes + more, dtype="float32", name="logits")
