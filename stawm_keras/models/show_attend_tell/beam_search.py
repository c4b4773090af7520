"""The likeliest captions, found by following several beginnings at once.

Symbols: B images, K beginnings of each, V words and the end.
"""

import numpy as np
from keras import ops

from stawm_keras.layers.glimpse.caption_cell import END


def beam_search(cell, grid, steps, width):
    """Tokens `(B, steps)` of the likeliest captions that are found.

    Args:
        cell: `CaptionCell`.
        grid: Tensor `(B, h, w, C)`.
        steps: Integer, the tokens of a caption.
        width: Integer K. Ends are certain after an end, so that captions of all lengths compete.
    """
    batch = len(grid)
    grid = ops.repeat(grid, width, axis=0)
    state, _ = cell.begin(grid, None, steps)
    # All beginnings of an image are the same at first: one of them is followed.
    scores = np.where(np.arange(width) == 0, 0.0, -np.inf) * np.ones((batch, 1))
    tokens = np.zeros((batch, width, 0), "int32")
    for _ in range(steps):
        seen, state = cell.step(grid, state, None)
        logarithms = ops.convert_to_numpy(ops.log_softmax(seen["logits"])).astype("float64")
        classes = logarithms.shape[-1]
        reached = (scores[..., None] + logarithms.reshape(batch, width, classes)).reshape(batch, -1)
        best = np.argsort(-reached, axis=1, kind="stable")[:, :width]
        scores = np.take_along_axis(reached, best, axis=1)
        parent, word = best // classes, best % classes
        tokens = np.take_along_axis(tokens, parent[..., None], axis=1)
        tokens = np.concatenate([tokens, word[..., None].astype("int32")], axis=-1)
        rows = (np.arange(batch)[:, None] * width + parent).ravel()
        state = _going_on(state, rows, word.ravel(), classes)
    return tokens[:, 0]


def _going_on(state, rows, words, classes):
    """The state of each beginning, of that which it goes on from, after the word it says."""
    return {
        **state,
        "core": tuple(ops.take(part, rows, axis=0) for part in state["core"]),
        "said": np.eye(classes, dtype="float32")[words],
        "goes_on": (words != END).astype("float32"),
    }
