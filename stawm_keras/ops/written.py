"""What memories hold when something was written into them, and how each kind is read.

A memory writes a dictionary of tensors, whose names say its kind: those of the fields of one of the
classes here. What is matched with a query is a key, what is returned a value.

Symbols: B batch, t writes so far, M units of a query, V units of what is returned, S slots, Q
queries. All tensors are float32; where a memory wrote what it was after every write, `weights`,
`words`, `strength` and `filled` have t as their second axis.
"""

from typing import NamedTuple

from keras import ops

from stawm_keras.ops.attend import attend
from stawm_keras.ops.hebb_rosenblatt import Traces
from stawm_keras.ops.hebb_rosenblatt import read_every_step
from stawm_keras.ops.hebb_rosenblatt import read_last_step
from stawm_keras.types import Tensor


class Matrix(NamedTuple):
    """A memory as a matrix, read by its product with a query.

    Attributes:
        weights: Tensor `(B, V, M)`, or `(B, t, V, M)`.

    Example:

    >>> memory = stawm_keras.ops.Matrix(weights=np.eye(2, dtype="float32")[None])
    >>> query = np.array([[[3.0, 4.0]]], "float32")
    >>> np.array(stawm_keras.ops.read_memory(memory._asdict(), query)).tolist()
    [[[3.0, 4.0]]]
    """

    weights: Tensor


class Slots(NamedTuple):
    """A memory as words in slots, read by a softmax over how well each matches a query.

    Attributes:
        words: Tensor `(B, S, M)`, or `(B, t, S, M)`: keys and values at once.
        strength: Tensor `(B, 1)`, or `(B, t, 1)`: a factor on the words' products with a query.
        filled: Tensor `(B, S)`, or `(B, t, S)`: 1 where a slot holds a word, 0 where it is empty.

    Example:

    >>> words = np.array([[[1.0, 0.0], [0.0, 1.0]]], "float32")
    >>> memory = stawm_keras.ops.Slots(words, strength=[[1.0]], filled=[[1.0, 0.0]])
    >>> query = np.array([[[0.0, 9.0]]], "float32")
    >>> np.array(stawm_keras.ops.read_memory(memory._asdict(), query)).tolist()
    [[[1.0, 0.0]]]
    """

    words: Tensor
    strength: Tensor
    filled: Tensor


KINDS = (Traces, Matrix, Slots)


def as_written(memory):
    """A memory's dictionary as what it is: `Traces`, `Matrix` or `Slots`.

    Args:
        memory: Dictionary of tensors, as a memory's `write` returns it.

    Raises:
        ValueError: If its names are those of no kind.

    Example:

    >>> type(stawm_keras.ops.as_written({"weights": np.zeros((1, 2, 2))})).__name__
    'Matrix'
    """
    names = sorted(memory) if isinstance(memory, dict) else None
    for kind in KINDS:
        if names == sorted(kind._fields):
            return kind(**memory)
    kinds = "; ".join(f"{kind.__name__}: {', '.join(kind._fields)}" for kind in KINDS)
    raise ValueError(
        f"What a memory wrote must be a dictionary of one of the kinds that can be read ({kinds}). "
        f"Received: {memory if names is None else f'names {names}'}"
    )


def query_units(memory):
    """How many units a query of a memory has.

    Args:
        memory: Dictionary of tensors, as a memory's `write` returns it.

    Example:

    >>> stawm_keras.ops.query_units({"weights": np.zeros((1, 5, 3))})
    3
    """
    return as_written(memory)[0].shape[-1]


def read_memory(memory, query, every_step=False):
    """What queries read of a memory, by its kind.

    Of traces that is `ReLU6(W q)`, of a matrix `W q`, and of slots the mean of their words,
    weighted by a softmax; an empty memory gives zeros.

    Args:
        memory: Dictionary of tensors, as a memory's `write` returns it.
        query: float32 tensor `(B, Q, M)`.
        every_step: Boolean, whether to read the memory as it was after every write, or only as it
            is after the last one.

    Returns:
        Tensor `(B, Q, V)`, or with `every_step` `(B, Q, t, V)`.

    Raises:
        ValueError: If the names are those of no kind, or the memory does not hold what it was after
            every write.

    Example:

    >>> memory = {"weights": np.ones((2, 3, 5, 4), "float32")}
    >>> query = np.ones((2, 6, 4), "float32")
    >>> stawm_keras.ops.read_memory(memory, query, every_step=True).shape
    (2, 6, 3, 5)
    """
    written = as_written(memory)
    if isinstance(written, Traces):
        read = read_every_step if every_step else read_last_step
        return ops.relu6(read(written, query))
    written = _at_steps(written, every_step)
    query = ops.expand_dims(query, 1) if every_step else query
    read = _read_matrix if isinstance(written, Matrix) else _read_slots
    return ops.swapaxes(read(written, query), 1, 2) if every_step else read(written, query)


def _at_steps(written, every_step):
    """What was written, with an axis for the steps exactly if every step is read."""
    has_steps = len(written[0].shape) == 4
    if every_step and not has_steps:
        raise ValueError(
            f"Only the last state of a memory of the kind {type(written).__name__} was written: "
            "have it write every step. Received: every_step=True"
        )
    if has_steps and not every_step:
        return type(written)(*(part[:, -1] for part in written))
    return written


def _read_matrix(matrix, query):
    return ops.matmul(query, ops.swapaxes(matrix.weights, -1, -2))


def _read_slots(slots, query):
    strength = ops.expand_dims(ops.cast(slots.strength, "float32"), -1)
    scores = strength * ops.matmul(query, ops.swapaxes(slots.words, -1, -2))
    return ops.matmul(attend(scores, ops.expand_dims(slots.filled, -2)), slots.words)
