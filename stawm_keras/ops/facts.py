"""Sentences as vectors, and attention over facts.

Symbols: B stories, F facts each, W words each, J words of one sentence, d units.
"""

import numpy as np
from keras import ops

# Log-probability of a fact that is not there.
EMPTY = -1e9


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


def attend(scores, filled, rest=False):
    """What part of the attention each fact has: a softmax over those that are there.

    Args:
        scores: float32 tensor `(..., F)`.
        filled: Tensor that broadcasts to it: 1 where there is a fact, 0 where there is none.
        rest: Boolean, whether attention may rest where there is none, each of which has score 0.

    Returns:
        Tensor `(..., F)` that sums to 1, or to less where it may rest; to 0 where there is no fact
        at all.
    """
    filled = ops.cast(filled, "float32")
    scores = filled * scores if rest else scores + EMPTY * (1 - filled)
    # Of one fact it is 1 whatever the score, of which Keras warns; 0 times it has a gradient.
    weights = ops.softmax(scores, axis=-1) if scores.shape[-1] != 1 else 1 + 0 * scores
    return filled * weights


def read_facts(weights, values):
    """The mean `(B, d)` of values `(B, F, d)` under weights `(B, F)`."""
    return ops.squeeze(ops.matmul(ops.expand_dims(weights, 1), values), 1)
