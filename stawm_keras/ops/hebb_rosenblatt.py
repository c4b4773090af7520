"""The Hebb-Rosenblatt memory kept as traces: pure functions, float32 throughout.

Writing (Eq. 2) adds one outer product to W, so after t writes

    W_t = sum_k (1 - delta)^(t - k) e_k p_k^T,    p_k = eta ReLU6(W_(k-1) e_k + theta e_k)

and W never has to be formed: W_t q = sum_k (1 - delta)^(t - k) e_k (p_k . q).

What is matched with a query is called a key, here p, and what is returned a value, here e: what is
written comes in as a value, and the memory makes its key of it.

Symbols: B batch, t writes so far, M memory units, Q queries; e value, p key, W memory, q query.
"""

from typing import Any
from typing import NamedTuple

import numpy as np
from keras import ops

from stawm_keras.ops.recall_in_turn import recall_in_turn
from stawm_keras.types import Tensor

# Values in a chunk of `write_sequence`. The paper's models have at most 12 glimpses: one chunk.
CHUNK = 16


class Traces(NamedTuple):
    """A memory as what was written into it, oldest first.

    Attributes:
        keys: float32 tensor `(B, t, M)`, the `p_k` that queries are matched with.
        values: float32 tensor `(B, t, M)`, the `e_k` that are returned.
        retention: float32 tensor that broadcasts to `(B, 1)`, `1 - delta`.

    Example:

    >>> once = np.ones((1, 1, 2), "float32")
    >>> traces = stawm_keras.ops.Traces(keys=0.5 * once, values=once, retention=np.float32(0.8))
    >>> np.array(stawm_keras.ops.read_last_step(traces, once)).tolist()
    [[[1.0, 1.0]]]
    """

    keys: Tensor
    values: Tensor
    retention: Tensor


def written_key(value, recalled, eta, theta):
    """The key `p` under which Eq. 2 writes a value `e`.

    Args:
        value: float32 tensor, `e`; non-negative, for the memory to be stable.
        recalled: Tensor of the value's shape, `W e`.
        eta: Scalar, the learning rate of the memory.
        theta: Scalar, the strength of a value's connection to its own units.

    Returns:
        Tensor of the value's shape.

    Example:

    >>> value, recalled = np.array([[2.0, 0.0]], "float32"), np.array([[0.0, 1.0]], "float32")
    >>> key = stawm_keras.ops.written_key(value, recalled, eta=0.5, theta=0.5)
    >>> np.array(key).tolist()
    [[0.5, 0.5]]
    """
    return eta * ops.relu6(recalled + theta * value)


def write_sequence(values, eta, theta, retention):
    """The traces of values that are written one after the other into an empty memory.

    Values go in chunks: what a chunk recalls of those before it takes two matrix products, and only
    what its values recall of each other goes step by step.

    Args:
        values: float32 tensor `(B, N, M)`, non-negative, for the memory to be stable.
        eta: Scalar, the learning rate of the memory.
        theta: Scalar, the strength of a value's connection to its own units.
        retention: Scalar, `1 - delta`.

    Returns:
        `Traces` with the same values and retention.

    Raises:
        ValueError: If `retention` is no scalar.

    Example:

    >>> values = np.array([[[2, 0], [0, 4]]], "float32")
    >>> traces = stawm_keras.ops.write_sequence(values, 0.5, 0.5, retention=np.float32(0.8))
    >>> np.array(traces.keys).tolist()
    [[[0.5, 0.0], [0.0, 1.0]]]
    """
    if len(ops.shape(retention)):
        raise ValueError(
            f"`retention` must be a scalar. Received: retention of shape {ops.shape(retention)}"
        )
    keys: list[Any] = []
    for start in range(0, values.shape[1], CHUNK):
        chunk = values[:, start : start + CHUNK]
        recalled = theta * chunk
        if keys:
            before = Traces(ops.concatenate(keys, axis=1), values[:, :start], retention)
            recalled = recalled + _recall_by_later(before, chunk)
        weights = eta * _weights_of_earlier(chunk.shape[1], retention)
        keys.append(eta * recall_in_turn(recalled, chunk, weights))
    return Traces(ops.concatenate(keys, axis=1), values, retention)


def _recall_by_later(traces, values):
    """What `(B, n, M)`, to be written after all of `traces`, recall of those: `(B, n, M)`."""
    held = traces.values.shape[1]
    ages = np.arange(values.shape[1])[:, None] + np.arange(held)[::-1]
    weights = ops.power(traces.retention, ages.astype("float32"))
    return ops.matmul(_scores(traces, values) * weights, traces.values)


def _weights_of_earlier(count, retention):
    """How much of an earlier one is left just before a later one is written: `(count, count)`."""
    ages = np.arange(count)[:, None] - np.arange(count) - 1
    earlier = (ages >= 0).astype("float32")
    return earlier * ops.power(retention, np.maximum(ages, 0).astype("float32"))


def read_last_step(traces, query):
    """What queries recall of a memory as it is after the last write, `W_t q`.

    Args:
        traces: `Traces`.
        query: float32 tensor `(B, Q, M)`.

    Returns:
        Tensor `(B, Q, M)`, before the activation.

    Example:

    >>> values, query = np.ones((2, 8, 4), "float32"), np.ones((2, 3, 4), "float32")
    >>> traces = stawm_keras.ops.write_sequence(values, 0.4, 0.5, retention=np.float32(0.8))
    >>> stawm_keras.ops.read_last_step(traces, query).shape
    (2, 3, 4)
    """
    steps = traces.values.shape[1]
    ages = np.arange(steps, dtype="float32")[::-1]
    weights = ops.power(ops.reshape(traces.retention, (-1, 1, 1)), ages)
    return ops.matmul(_scores(traces, query) * weights, traces.values)


def read_every_step(traces, query):
    """What queries recall of a memory as it was after every write, `W_1 q` to `W_t q`.

    Args:
        traces: `Traces`.
        query: float32 tensor `(B, Q, M)`.

    Returns:
        Tensor `(B, Q, t, M)`, before the activation.

    Example:

    >>> values, query = np.ones((2, 8, 4), "float32"), np.ones((2, 3, 4), "float32")
    >>> traces = stawm_keras.ops.write_sequence(values, 0.4, 0.5, retention=np.float32(0.8))
    >>> stawm_keras.ops.read_every_step(traces, query).shape
    (2, 3, 8, 4)
    """
    steps = traces.values.shape[1]
    ages = np.arange(steps)[:, None] - np.arange(steps)[None, :]
    written = (ages >= 0).astype("float32")
    retention = ops.reshape(traces.retention, (-1, 1, 1, 1))
    weights = written * ops.power(retention, np.maximum(ages, 0).astype("float32"))
    scores = _scores(traces, query)[:, :, None, :] * weights
    return ops.matmul(scores, traces.values[:, None])


def _scores(traces, query):
    """p_k . q, `(B, Q, t)`."""
    return ops.matmul(query, ops.swapaxes(traces.keys, 1, 2))
