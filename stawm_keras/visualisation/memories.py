"""Memories as matrices and as pictures.

Symbols: B images, N glimpses, M memory units, H, W, C image height, width and channels.
"""

import numpy as np

from stawm_keras.visualisation.pixels import grid
from stawm_keras.visualisation.pixels import show

# Percentile of the numbers from which on they are equally bright: a few units outshine all others.
_BRIGHTEST = 98


def memory_matrices(memory):
    """Forms the matrices W whose traces a glimpse loop returns.

    It is for the few images of a picture: nothing else needs W itself.

    Args:
        memory: Dictionary of the traces, as `GlimpseLoop` returns it: `"keys"` and `"values"`
            `(B, N, M)`, `"retention"` `(B, 1)`.

    Returns:
        Float array `(B, N, M, M)`: W after every glimpse.

    Example:

    >>> keys = np.array([[[1, 0], [0, 2]]])
    >>> memory = {"keys": keys, "values": keys, "retention": [[0.5]]}
    >>> stawm_keras.visualisation.memory_matrices(memory)[0, -1].tolist()
    [[0.5, 0.0], [0.0, 4.0]]

    Reference:
        Section 2 (Eq. 2) of the paper.
    """
    keys, values, retention = (np.asarray(memory[n]) for n in ("keys", "values", "retention"))
    matrix, matrices = 0.0, []
    for n in range(keys.shape[1]):
        written = keys[:, n, :, None] * values[:, n, None, :]
        matrix = retention[..., None] * matrix + written
        matrices.append(matrix)
    return np.stack(matrices, axis=1)


def plot_memories(matrices, images):
    """Draws memories as images: a row an image, which comes first, and a column a glimpse.

    Black is 0, and the brightest colour stands for the largest numbers of a row's matrices.

    Args:
        matrices: Array `(B, N, M, M)`, as `memory_matrices` returns it.
        images: Array `(B, H, W, C)` that were looked at, pixels in [0, 255].

    Returns:
        `matplotlib.figure.Figure`, on an Agg canvas of its own.

    Raises:
        ValueError: If the arrays' shapes do not belong together.

    Example:

    >>> matrices, images = np.zeros((2, 3, 32, 32)), np.zeros((2, 28, 28, 1))
    >>> figure = stawm_keras.visualisation.plot_memories(matrices, images)
    >>> figure.savefig("memories.png")
    """
    matrices, images = np.asarray(matrices), np.asarray(images)
    if matrices.ndim != 4 or images.ndim != 4 or len(matrices) != len(images):
        raise ValueError(
            "`matrices` (B, N, M, M) and `images` (B, H, W, C) must agree in B. Received: shapes "
            f"{matrices.shape}, {images.shape}"
        )
    count = matrices.shape[1]
    figure, axes = grid(len(images), 1 + count, (1, 1))
    for row, image in enumerate(images):
        show(axes[row, 0], image)
        brightest = np.percentile(matrices[row], _BRIGHTEST)
        for n in range(count):
            axes[row, 1 + n].imshow(matrices[row, n], cmap="inferno", vmin=0, vmax=brightest)
    for n in range(count):
        axes[0, 1 + n].set_title(str(n + 1), fontsize=9, pad=3)
    axes[0, 0].set_title("image", fontsize=9, pad=3)
    return figure
