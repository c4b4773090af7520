"""The memories' definitions, written step by step in NumPy loops and float64.

Each is two functions. The steps, of `(weights, inputs, states)`, are a cell's weights by name, what
it is given `(B, N, F)`, and flat states as the cell has them; they return what is read after every
step `(B, N, M)` and the states then. The recall, of `(weights, states, queries)`, is what queries
`(B, Q, M)` read of states.
"""

import numpy as np
from reference import hebb_rosenblatt
from reference import relu6


def hebb_rosenblatt_steps(weights, inputs, states):
    units = states[0].shape[1]
    start = states[1].reshape(-1, units, units)
    reads, memory = hebb_rosenblatt(relu6(inputs), relu6(inputs), **weights, start=start)
    return reads, [reads[:, -1], memory.reshape(len(memory), -1)]


def hebb_rosenblatt_recall(weights, states, queries):
    return relu6(matrix_recall(weights, states, queries))


def matrix_recall(weights, states, queries):
    """W q, where W is the first state after the output."""
    units = queries.shape[-1]
    return np.einsum("bij,bqj->bqi", states[1].reshape(len(queries), -1, units), queries)
