"""Sentences as vectors, and reading facts.

Symbols: B stories, F facts each, W words each, J words of one sentence, d units.
"""

import numpy as np
from keras import ops


def position_encoded(embedded, words, units):
    """Sentences as sums of their words, each unit of which says something of the order as well.

    Unit k of word j of J, both from 1, counts `2 ((1 - j / J) - (k / d) (1 - 2 j / J))` times:
    twice what is printed in the paper, as its authors' program has it, and so about once.

    Args:
        embedded: Tensor `(..., W, T * d)`, the words' embeddings of T tables side by side.
        words: Integers `(..., W)`; 0 is no word.
        units: Integer d.

    Returns:
        Tensor `(..., T * d)`.
    """
    there = ops.expand_dims(ops.cast(ops.not_equal(words, 0), embedded.dtype), -1)
    count = ops.maximum(ops.sum(there, axis=-2), 1)
    embedded = embedded * there
    plain = ops.sum(embedded, axis=-2)
    placed = ops.sum(embedded * ops.cumsum(there, axis=-2), axis=-2) / count
    unit = np.arange(1, units + 1, dtype="float32") / units
    unit = np.tile(unit, embedded.shape[-1] // units)
    return 2 * (plain - placed - unit * (plain - 2 * placed))


def read_facts(weights, values):
    """The mean `(B, d)` of values `(B, F, d)` under weights `(B, F)`."""
    return ops.squeeze(ops.matmul(ops.expand_dims(weights, 1), values), 1)
