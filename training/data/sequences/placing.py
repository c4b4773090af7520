"""Putting parts of sequences where they belong."""

import numpy as np


def put(into: np.ndarray, begins: np.ndarray, parts: np.ndarray, lengths: np.ndarray) -> None:
    """Writes the first steps of a part into every sequence, from its own step on.

    Args:
        into: `(N, T, ...)`, which is changed.
        begins: Integers `(N,)`, the step at which each part begins.
        parts: `(N, L, ...)`, or what broadcasts to it.
        lengths: Integers `(N,)`, how many steps of each part are written, up to L.
    """
    rows, steps = np.nonzero(np.arange(parts.shape[1]) < lengths[:, None])
    parts = np.broadcast_to(parts, (len(into), *parts.shape[1:]))
    into[rows, begins[rows] + steps] = parts[rows, steps]
