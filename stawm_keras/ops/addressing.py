"""How the heads of a memory with addresses find their slots: pure functions, float32 throughout.

A weighting says how much a head is at every slot; it is non-negative and sums to 1, or to less.

Symbols: B batch, H heads, S slots, W width of a word.
"""

import numpy as np
from keras import ops

from stawm_keras.types import Tensor

# Added under the root of a length, which has no gradient at zero.
LEAST_SQUARE = 1e-6
# What a weighting is at least before it is raised to a power.
LEAST_WEIGHT = 1e-12
# What a usage is at least before its logarithm is taken; slots that are used less are equals.
LEAST_USAGE = 1e-6


def cosine(keys: Tensor, words: Tensor) -> Tensor:
    """How alike keys `(B, H, W)` and words `(B, S, W)` are: `(B, H, S)`."""
    return ops.matmul(_unit(keys), ops.swapaxes(_unit(words), 1, 2))


def _unit(vectors):
    return vectors * ops.rsqrt(ops.sum(ops.square(vectors), axis=-1, keepdims=True) + LEAST_SQUARE)


def shifted(weighting: Tensor, shifts: Tensor) -> Tensor:
    """Weightings `(B, H, S)` moved in a circle, by a slot back, by none, and by a slot on.

    Args:
        weighting: Tensor `(B, H, S)`.
        shifts: Tensor `(B, H, 3)`, how much of each of the three.
    """
    back = ops.concatenate([weighting[..., 1:], weighting[..., :1]], axis=-1)
    on = ops.concatenate([weighting[..., -1:], weighting[..., :-1]], axis=-1)
    return shifts[..., :1] * back + shifts[..., 1:2] * weighting + shifts[..., 2:] * on


def sharpened(weighting: Tensor, power: Tensor) -> Tensor:
    """Weightings `(B, H, S)` to a power `(B, H, 1)`, normalised."""
    # As a softmax, in which a large power of small numbers is no division of zero by zero.
    return ops.softmax(power * ops.log(ops.maximum(weighting, LEAST_WEIGHT)), axis=-1)


def allocation(usage: Tensor) -> Tensor:
    """A weighting `(B, S)` of the slots to write into next, by their usage `(B, S)` in [0, 1].

    Of the slots in the order of their usage, `a_i = (1 - u_i) prod_(j before i) u_j`; of equals the
    first comes first. All pairs are compared, so that nothing has to be sorted.
    """
    usage = ops.maximum(usage, LEAST_USAGE)
    slots = usage.shape[-1]
    first = np.tri(slots, k=-1, dtype=bool)  # first[i, j]: j < i.
    one, other = ops.expand_dims(usage, 2), ops.expand_dims(usage, 1)
    before = ops.logical_or(other < one, ops.logical_and(ops.equal(other, one), first))
    logarithms = ops.expand_dims(ops.log(usage), 2)
    taken = ops.squeeze(ops.matmul(ops.cast(before, "float32"), logarithms), 2)
    return (1 - usage) * ops.exp(taken)


def linked(links: Tensor, precedence: Tensor, weighting: Tensor) -> Tensor:
    """How much slot i was written right after slot j, `links[b, i, j]`, after one more write.

    Args:
        links: Tensor `(B, S, S)`, with a diagonal of zeros.
        precedence: Tensor `(B, S)`, how much each slot was the last to be written before.
        weighting: Tensor `(B, S)`, that of the write.
    """
    now, then = ops.expand_dims(weighting, 2), ops.expand_dims(weighting, 1)
    links = (1 - now - then) * links + now * ops.expand_dims(precedence, 1)
    return links * (1 - np.eye(links.shape[-1], dtype="float32"))
