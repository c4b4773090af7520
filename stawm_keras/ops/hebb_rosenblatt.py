"""The Hebb-Rosenblatt memory kept as traces: pure functions, float32 throughout.

Writing (Eq. 2) adds one outer product to W, so after t writes

    W_t = sum_k (1 - delta)^(t - k) e_k p_k^T,    p_k = eta ReLU6(W_(k-1) e_k + theta e_k)

and W never has to be formed: W_t q = sum_k (1 - delta)^(t - k) e_k (p_k . q).

Symbols: B batch, t writes so far, M memory units, Q queries; e key, p value, W memory, q query.
"""

from typing import NamedTuple

import numpy as np
from keras import ops


class Traces(NamedTuple):
    """A memory as what was written into it, oldest first.

    Attributes:
        keys: float32 tensor `(B, t, M)`, the `e_k`.
        values: float32 tensor `(B, t, M)`, the `p_k`.
        retention: float32 tensor that broadcasts to `(B, 1)`, `1 - delta`.
    """

    keys: object
    values: object
    retention: object


def empty_traces(batch_size, units, retention):
    """A memory into which nothing was written: W is zero."""
    nothing = ops.zeros((batch_size, 0, units), dtype="float32")
    return Traces(nothing, nothing, retention)


def written_value(key, recalled, eta, theta):
    """The value `p` that Eq. 2 writes for a key `e`, given `recalled` = W e."""
    return eta * ops.relu6(recalled + theta * key)


def read_last_step(traces, query):
    """W_t q for queries `(B, Q, M)`: `(B, Q, M)`, before the activation."""
    steps = traces.keys.shape[1]
    ages = np.arange(steps, dtype="float32")[::-1]
    weights = ops.power(ops.reshape(traces.retention, (-1, 1, 1)), ages)
    return ops.matmul(_scores(traces, query) * weights, traces.keys)


def read_every_step(traces, query):
    """W_1 q to W_t q for queries `(B, Q, M)`: `(B, Q, t, M)`, before the activation."""
    steps = traces.keys.shape[1]
    ages = np.arange(steps)[:, None] - np.arange(steps)[None, :]
    written = (ages >= 0).astype("float32")
    retention = ops.reshape(traces.retention, (-1, 1, 1, 1))
    weights = written * ops.power(retention, np.maximum(ages, 0).astype("float32"))
    scores = _scores(traces, query)[:, :, None, :] * weights
    return ops.matmul(scores, traces.keys[:, None])


def _scores(traces, query):
    """p_k . q, `(B, Q, t)`."""
    return ops.matmul(query, ops.swapaxes(traces.values, 1, 2))
