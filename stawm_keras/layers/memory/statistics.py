"""How full a memory is, from what it wrote, as NumPy arrays.

A memory's `measure` calls what fits it. What was written comes as a dictionary, by its kind: traces
(`"keys"` and `"values"` `(B, N, M)`, `"retention"` `(B, 1)`), of which W is never formed, or a
matrix after every write, `"weights"` `(B, N, M, M)` or the `"words"` of slots `(B, N, S, M)`; of a
matrix that was kept once there is no N.

Symbols: B images, N writes, M memory units, S slots; W_t, the memory after t writes, is the sum
over k of (1 - delta)^(t - k) e_k p_k^T, e and p being what a read returns and what it matches.
"""

import numpy as np

from stawm_keras.ops import Traces
from stawm_keras.ops import as_written


def norm_and_rank(written):
    """The Frobenius norm and the rank of a memory's matrix after every write.

    Args:
        written: Dictionary of arrays, traces, weights or words.

    Returns:
        Tuple of the norm, float, and the numerical rank, integer, both `(B, N)`.
    """
    found = singular_values(written)
    side = max(np.shape(part)[-1] for part in written.values())
    tolerance = side * np.finfo("float32").eps * found[..., :1]
    return np.sqrt(np.square(found).sum(axis=-1)), (found > tolerance).sum(axis=-1)


def singular_values(written):
    """The singular values of a memory's matrix after every write.

    Args:
        written: As for `norm_and_rank`.

    Returns:
        Float array `(B, N, R)`, from the largest down; the others, of which traces have some where
        there are more units than writes, are 0.
    """
    if isinstance(as_written(written), Traces):
        return _of_traces(written)
    return np.linalg.svd(stored_matrices(written), compute_uv=False)


def stored_matrices(written):
    """The matrices that a memory of weights or words keeps, float64 `(B, N, M, M)`, `(B, N, S, M)`.

    Of one that was kept once, N is 1.
    """
    matrices = np.asarray(as_written(written)[0], "float64")
    return matrices if matrices.ndim == 4 else matrices[:, None]


def saturation(activations):
    """How much of what a ReLU6 returned is at its bounds, where it passes no gradient on.

    Args:
        activations: Array `(..., M)`, in [0, 6].

    Returns:
        Tuple of the shares of the units at 0 and at 6, both `(...)`.
    """
    activations = np.asarray(activations, "float64")
    at_six = activations >= 6 * (1 - np.finfo("float32").eps * 4)
    return (activations <= 0).mean(axis=-1), at_six.mean(axis=-1)


def _of_traces(traces):
    returned, matched = (_triangle(traces[name]) for name in ("values", "keys"))
    steps = returned.shape[-1]
    ages = np.arange(steps)[:, None] - np.arange(steps)
    weights = np.asarray(traces["retention"], "float64")[..., None] ** np.maximum(ages, 0)
    weights = (weights * (ages >= 0))[:, :, None, :]
    # W_t = Q R diag(weights) R'^T Q'^T, and the orthogonal Q do not change the singular values.
    return np.linalg.svd(
        (returned[:, None] * weights) @ _turned(matched[:, None]), compute_uv=False
    )


def _triangle(traces):
    """R `(B, min(M, N), N)` of the QR decomposition of traces as columns."""
    return np.linalg.qr(_turned(np.asarray(traces, "float64")), mode="r")


def _turned(matrices):
    return np.swapaxes(matrices, -1, -2)
