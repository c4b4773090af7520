"""The base of memories that keep a matrix."""

import keras

from stawm_keras.layers.memory.memory_cell import MemoryCell


class MatrixCell(MemoryCell):
    """A memory whose states hold a square matrix, which queries read by a product.

    Subclasses have what an RNN cell has, `call` and `state_size`, and `matrix`. A state that is the
    last output comes first.

    Args:
        units: Integer M, the number of features of what is written and of queries.
        **kwargs: Other `keras.Layer` arguments, `name` among them; not `dtype`.
    """

    def __init__(self, units, **kwargs):
        super().__init__(units, **kwargs)
        self.output_size = units

    def matrix(self, states):
        """The matrix `(B, M, M)` that states of `keras.layers.RNN` hold."""
        raise NotImplementedError

    def held(self, states):
        """What states hold, `"weights"` `(B, M, M)`."""
        return {"weights": self.matrix(states)}

    def written_spec(self, inputs):
        """What `write` returns of inputs for every step, as `keras.KerasTensor`s."""
        shape = (*inputs.shape[:2], self.units, self.units)
        return {"weights": keras.KerasTensor(shape, dtype="float32")}


def vary_decay(hp, decay):
    """A trial's `decay`, of which what is let go is half to twice what it is; none of 1."""
    if decay == 1:
        return {}
    lowest = max(2 * decay - 1, decay / 2)
    return {"decay": hp.Float("decay", lowest, (1 + decay) / 2, default=decay)}
