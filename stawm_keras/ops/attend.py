"""Attention over some of several things."""

from keras import ops

# Log-probability of what is not there.
EMPTY = -1e9


def attend(scores, filled, rest=False):
    """What part of the attention each of several things has: a softmax over those that are there.

    Args:
        scores: float32 tensor `(..., F)`.
        filled: Tensor that broadcasts to it: 1 where there is a thing, 0 where there is none.
        rest: Boolean, whether attention may rest where there is none, each of which has score 0.

    Returns:
        Tensor `(..., F)` that sums to 1, or to less where it may rest; to 0 where there is nothing
        at all.
    """
    filled = ops.cast(filled, "float32")
    scores = filled * scores if rest else scores + EMPTY * (1 - filled)
    # Of one thing it is 1 whatever the score, of which Keras warns; 0 times it has a gradient.
    weights = ops.softmax(scores, axis=-1) if scores.shape[-1] != 1 else 1 + 0 * scores
    return filled * weights
