"""Memories as matrices and as pictures.

Symbols: B images, N glimpses, M memory units, H, W, C image height, width and channels.
"""

import numpy as np

from stawm_keras.layers.memory.statistics import stored_matrices
from stawm_keras.ops import Traces
from stawm_keras.ops import as_written
from stawm_keras.visualisation.pixels import colours_of_numbers
from stawm_keras.visualisation.pixels import grid
from stawm_keras.visualisation.pixels import show


def memory_matrices(memory):
    """Forms the matrices of a memory, of whatever kind, from what was written into it.

    It is for the few images of a picture: of traces nothing else needs the matrix W itself.

    Args:
        memory: Dictionary of arrays, as a memory's `write` returns it. Traces: `"keys"` and
            `"values"` `(B, N, M)`, `"retention"` `(B, 1)`. A matrix: `"weights"` `(B, N, R, M)`.
            Slots: `"words"` `(B, N, R, M)`, `"strength"` and `"filled"`. Where a matrix or slots
            were kept only once, there is no N.

    Returns:
        Float array `(B, N, R, M)`, after every glimpse W, the weights, or the words as rows; N is 1
        of what was kept once.

    Raises:
        ValueError: If the memory is of none of these kinds.

    Example:

    >>> keys, values = np.array([[[1, 0], [0, 2]]]), np.array([[[0, 1], [3, 0]]])
    >>> memory = {"keys": keys, "values": values, "retention": [[0.5]]}
    >>> stawm_keras.visualisation.memory_matrices(memory)[0, -1].tolist()
    [[0.0, 6.0], [0.5, 0.0]]

    Reference:
        Section 2 (Eq. 2) of the paper.
    """
    written = as_written(memory)
    if not isinstance(written, Traces):
        return stored_matrices(memory)
    keys, values, retention = (np.asarray(part) for part in written)
    matrix, after_every_write = 0.0, []
    for n in range(keys.shape[1]):
        outer = values[:, n, :, None] * keys[:, n, None, :]
        matrix = retention[..., None] * matrix + outer
        after_every_write.append(matrix)
    return np.stack(after_every_write, axis=1)


def plot_memories(matrices, images):
    """Draws memories as images: a row an image, which comes first, and a column a glimpse.

    Black is 0, and the brightest colour stands for the largest numbers of a row's matrices. Where
    there are negative numbers, white is 0, and they are blue and the others red.

    Args:
        matrices: Array `(B, N, R, M)`, as `memory_matrices` returns it.
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
            "`matrices` (B, N, R, M) and `images` (B, H, W, C) must agree in B. Received: shapes "
            f"{matrices.shape}, {images.shape}"
        )
    count = matrices.shape[1]
    figure, axes = grid(len(images), 1 + count, (1, 1))
    for row, image in enumerate(images):
        show(axes[row, 0], image)
        colours = colours_of_numbers(matrices[row], signed=matrices.min() < 0)
        for n in range(count):
            axes[row, 1 + n].imshow(matrices[row, n], **colours, aspect="auto")
    for n in range(count):
        axes[0, 1 + n].set_title(str(n + 1), fontsize=9, pad=3)
    axes[0, 0].set_title("image", fontsize=9, pad=3)
    return figure
