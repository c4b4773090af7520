"""Memories that are sums of outer products: pure functions, float32 throughout.

A write adds to the memory S what it makes of a value v and a key k. Of what was there, a is kept:

    hebb    S <- a S + v k^T                        linear attention, RetNet
    delta   S <- a S + b (v - a S k) k^T            DeltaNet, gated DeltaNet
    oja     S <- a S + b v (k - a S^T v)^T          Oja's subspace rule: delta, k and v exchanged

Each is linear in S, so a sequence goes in chunks. Within one, `S_i = a_1..a_i S_0 + sum_{j<=i}
a_j+1..a_i r_j p_j^T`, where one of r and p is given and the other, but for Hebb's rule, what is
left of the other after what is recalled already: a triangular system, which is solved by
substitution.

Symbols: B batch, h heads, N writes, K units of a key, V units of a value; a decay, b rate.
"""

from typing import NamedTuple

import numpy as np
from keras import ops

from stawm_keras.ops.substitution import substitute
from stawm_keras.types import Tensor

RULES = ("hebb", "delta", "oja")
# Writes in a chunk. The paper's models have at most 12 glimpses: one chunk.
CHUNK = 16


class Association(NamedTuple):
    """What is written of one step, or of N, where every tensor but the first two has one number.

    Attributes:
        keys: float32 tensor `(B, h, N, K)`; of length 1 with the rule delta.
        values: float32 tensor `(B, h, N, V)`; of length 1 with the rule oja.
        rates: float32 tensor `(B, h, N)`, in [0, 1]; `None` with Hebb's rule, which has none.
        log_decays: float32 tensor that broadcasts to `(B, h, N)`, logarithms of what is kept;
            `None` where nothing decays.

    Example:

    >>> keys, values = np.eye(2, dtype="float32")[None, None], np.ones((1, 1, 2, 3), "float32")
    >>> stawm_keras.ops.Association(keys, values).rates is None
    True
    """

    keys: Tensor
    values: Tensor
    rates: Tensor | None = None
    log_decays: Tensor | None = None


def associate(memory, association, rule="hebb"):
    """A memory after one write: the definition.

    Args:
        memory: float32 tensor `(B, h, V, K)`.
        association: `Association` without the axis N.
        rule: `"hebb"`, `"delta"` or `"oja"`.

    Returns:
        Tensor of the memory's shape.

    Example:

    >>> memory, key = np.zeros((1, 1, 2, 2), "float32"), np.array([[[0.0, 1.0]]], "float32")
    >>> written = stawm_keras.ops.Association(key, np.array([[[3.0, 4.0]]], "float32"))
    >>> np.array(stawm_keras.ops.associate(memory, written)).tolist()
    [[[[0.0, 3.0], [0.0, 4.0]]]]
    """
    key, value, rate, log_decay = association
    if log_decay is not None:
        memory = ops.exp(log_decay)[..., None, None] * memory
    if rule == "delta":
        value = rate[..., None] * (value - _product(memory, key))
    elif rule == "oja":
        key = rate[..., None] * (key - _product(ops.swapaxes(memory, -1, -2), value))
    return memory + value[..., :, None] * key[..., None, :]


def associate_sequence(association, rule="hebb", every_step=False):
    """An empty memory after a sequence of writes, or after every one of them.

    Args:
        association: `Association`.
        rule: `"hebb"`, `"delta"` or `"oja"`.
        every_step: Boolean, whether to return the memory after every write.

    Returns:
        Tensor `(B, h, V, K)`, or with `every_step` `(B, h, N, V, K)`.

    Example:

    >>> keys, values = np.eye(4, dtype="float32")[None, None], np.ones((1, 1, 4, 3), "float32")
    >>> written = stawm_keras.ops.Association(keys, values)
    >>> stawm_keras.ops.associate_sequence(written, every_step=True).shape
    (1, 1, 4, 3, 4)
    """
    memory, memories = None, []
    for chunk in _chunks(association):
        part = _Chunk(chunk, rule, memory)
        if every_step:
            memories.append(part.memories())
            memory = memories[-1][:, :, -1]
        else:
            memory = part.last_memory()
    return ops.concatenate(memories, axis=2) if every_step else memory


def recall_sequence(association, queries, rule="hebb"):
    """What queries read of a memory that starts empty, each after one more write.

    Args:
        association: `Association`.
        queries: float32 tensor `(B, h, N, K)`.
        rule: `"hebb"`, `"delta"` or `"oja"`.

    Returns:
        Tensor `(B, h, N, V)`. No memory is formed for up to 16 writes.

    Example:

    >>> keys = np.eye(2, dtype="float32")[None, None]
    >>> written = stawm_keras.ops.Association(keys, 5 * keys)
    >>> np.array(stawm_keras.ops.recall_sequence(written, keys)).tolist()
    [[[[5.0, 0.0], [0.0, 5.0]]]]
    """
    memory, reads = None, []
    count = queries.shape[2]
    for start, chunk in zip(range(0, count, CHUNK), _chunks(association), strict=True):
        part = _Chunk(chunk, rule, memory)
        reads.append(part.read(queries[:, :, start : start + CHUNK]))
        if start + CHUNK < count:
            memory = part.last_memory()
    return ops.concatenate(reads, axis=2)


def _chunks(association):
    count = association.keys.shape[2]
    for start in range(0, count, CHUNK):
        yield Association(
            *(None if part is None else part[:, :, start : start + CHUNK] for part in association)
        )


class _Chunk:
    """Writes into a memory `(B, h, V, K)`, or into an empty one, which is `None`."""

    def __init__(self, association, rule, memory):
        keys, values, rates, log_decays = association
        count = keys.shape[2]
        self.memory = memory
        # What a later write leaves of an earlier one, and of what was there before: 1 or less.
        self.kept = np.tril(np.ones((count, count), "float32"))
        self.kept_of_memory = None
        if log_decays is not None:
            total = ops.cumsum(log_decays, axis=2)
            # Of what is not written yet there would be more than float32 can hold.
            ages = total[..., :, None] - total[..., None, :]
            self.kept = self.kept * ops.exp(ops.where(self.kept > 0, ages, 0.0))
            self.kept_of_memory = ops.exp(total)[..., None]
        self.keys, self.values = keys, values
        if rule == "delta":
            self.values = self._unknown(keys, values, rates, memory)
        elif rule == "oja":
            transposed = None if memory is None else ops.swapaxes(memory, -1, -2)
            self.keys = self._unknown(values, keys, rates, transposed)

    def _unknown(self, addresses, contents, rates, memory):
        """What is left to be written of contents, after what their addresses recall of others."""
        rates = rates[..., None]
        likeness = ops.matmul(addresses, ops.swapaxes(addresses, -1, -2))
        if memory is not None:
            contents = contents - self._from_before(memory, addresses)
        return substitute(rates * likeness * self.kept, rates * contents)

    def _from_before(self, memory, addresses):
        recalled = ops.matmul(addresses, ops.swapaxes(memory, -1, -2))
        return recalled if self.kept_of_memory is None else self.kept_of_memory * recalled

    def read(self, queries):
        """What queries `(B, h, N, K)` read, each after one more write."""
        likeness = ops.matmul(queries, ops.swapaxes(self.keys, -1, -2))
        reads = ops.matmul(likeness * self.kept, self.values)
        return reads if self.memory is None else reads + self._from_before(self.memory, queries)

    def last_memory(self):
        """The memory after the last write, `(B, h, V, K)`."""
        kept = self.kept[..., -1, :, None]
        added = ops.matmul(ops.swapaxes(kept * self.values, -1, -2), self.keys)
        if self.memory is None:
            return added
        if self.kept_of_memory is None:
            return self.memory + added
        return self.kept_of_memory[..., -1, :, None] * self.memory + added

    def memories(self):
        """The memory after every write, `(B, h, N, V, K)`."""
        outer = self.values[..., :, None] * self.keys[..., None, :]
        flat = ops.reshape(outer, (*ops.shape(outer)[:3], -1))
        added = ops.reshape(ops.matmul(self.kept, flat), ops.shape(outer))
        if self.memory is None:
            return added
        before = ops.expand_dims(self.memory, 2)
        if self.kept_of_memory is None:
            return before + added
        return self.kept_of_memory[..., None] * before + added


def _product(matrices, vectors):
    return ops.squeeze(ops.matmul(matrices, vectors[..., None]), -1)
