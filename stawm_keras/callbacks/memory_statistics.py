"""How full a memory is, from its traces: W is never formed.

Symbols: B images, N glimpses, M memory units; W_t, the memory after t writes, is the sum over k of
(1 - delta)^(t - k) e_k p_k^T, with keys e and values p.
"""

import numpy as np


def memory_statistics(memory, rate):
    """What there is to say of memories, glimpse by glimpse.

    Args:
        memory: Dictionary of the traces, as `GlimpseLoop` returns it: `"keys"` and `"values"`
            `(B, N, M)`, `"retention"` `(B, 1)`.
        rate: Float, what the memory multiplies a ReLU6 with to a value: eta, and its scale.

    Returns:
        Dictionary of float arrays `(N,)`, means over the images: `"norm"` and `"rank"` of W, and
        `"at_0"` and `"at_6"`, the share of ReLU6's results, keys and values alike, at its bounds.
    """
    norm, rank = norm_and_rank(memory)
    activations = np.concatenate([memory["keys"], memory["values"] / rate], axis=-1)
    at_zero, at_six = saturation(activations)
    found = {"norm": norm, "rank": rank, "at_0": at_zero, "at_6": at_six}
    return {name: numbers.mean(axis=0) for name, numbers in found.items()}


def singular_values(memory):
    """The singular values of W after every glimpse.

    Args:
        memory: As for `memory_statistics`.

    Returns:
        Float array `(B, N, min(M, N))`, from the largest down; the others are 0.
    """
    keys, values = (_triangle(memory[name]) for name in ("keys", "values"))
    steps = keys.shape[-1]
    ages = np.arange(steps)[:, None] - np.arange(steps)
    weights = np.asarray(memory["retention"], "float64")[..., None] ** np.maximum(ages, 0)
    weights = (weights * (ages >= 0))[:, :, None, :]
    # W_t = Q R diag(weights) R'^T Q'^T, and the orthogonal Q do not change the singular values.
    return np.linalg.svd((keys[:, None] * weights) @ _turned(values[:, None]), compute_uv=False)


def norm_and_rank(memory):
    """The Frobenius norm and the rank of W after every glimpse.

    Args:
        memory: As for `memory_statistics`.

    Returns:
        Tuple of the norm, float, and the numerical rank, integer, both `(B, N)`.
    """
    found = singular_values(memory)
    units = np.shape(memory["keys"])[-1]
    tolerance = units * np.finfo("float32").eps * found[..., :1]
    return np.sqrt(np.square(found).sum(axis=-1)), (found > tolerance).sum(axis=-1)


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


def _triangle(traces):
    """R `(B, min(M, N), N)` of the QR decomposition of traces as columns."""
    return np.linalg.qr(_turned(np.asarray(traces, "float64")), mode="r")


def _turned(matrices):
    return np.swapaxes(matrices, -1, -2)
