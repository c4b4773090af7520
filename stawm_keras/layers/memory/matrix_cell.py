"""The base of memories that keep a matrix."""

import keras
from keras import ops

from stawm_keras.layers.float32_layer import Float32Layer
from stawm_keras.layers.memory.statistics import norm_and_rank
from stawm_keras.layers.memory.steps import after_all_steps
from stawm_keras.layers.memory.steps import after_every_step
from stawm_keras.layers.sizes import check_sizes


class MatrixCell(Float32Layer):
    """A memory whose states hold a square matrix, which queries read by a product.

    Subclasses have what an RNN cell has, `call` and `state_size`, and `matrix`. A state that is the
    last output comes first.

    Args:
        units: Integer M, the number of features of what is written and of queries.
        **kwargs: Other `keras.Layer` arguments, `name` among them; not `dtype`.
    """

    def __init__(self, units, **kwargs):
        super().__init__(**kwargs)
        check_sizes(units=units)
        self.units = units
        self.output_size = units

    def matrix(self, states):
        """The matrix `(B, M, M)` that states of `keras.layers.RNN` hold."""
        raise NotImplementedError

    def get_initial_state(self, batch_size=None):
        """An empty memory: zeros, as the flat list of states of `keras.layers.RNN`."""
        return [ops.zeros((batch_size, size), dtype="float32") for size in self.state_size]

    def read(self, states, query):
        """Reads the states that an RNN returned, as `MemoryRead` reads what was written.

        Args:
            states: List of states, as `keras.layers.RNN(..., return_state=True)` returns them.
            query: Tensor `(B, M)`, or `(B, Q, M)` for several queries.

        Returns:
            Tensor of the query's shape.
        """
        query = ops.cast(query, "float32")
        if len(query.shape) == 2:
            return ops.squeeze(self.read(states, ops.expand_dims(query, 1)), 1)
        return ops.matmul(query, ops.swapaxes(self.matrix(states), 1, 2))

    def write(self, inputs, every_step=False):
        """Writes a whole sequence into an empty memory.

        Args:
            inputs: Tensor `(B, N, M)`, what is written in turn.
            every_step: Boolean, whether to return the memory as it is after every write, or only
                as it is after the last one.

        Returns:
            Dictionary of `"weights"` `(B, M, M)`, or `(B, N, M, M)` of every step, which
            `MemoryRead` reads.
        """
        if not every_step:
            return {"weights": self.matrix(after_all_steps(self, inputs))}
        held = [self.matrix(states) for states in after_every_step(self, inputs)]
        return {"weights": ops.stack(held, axis=1)}

    def written_spec(self, inputs):
        """What `write` returns of inputs for every step, as `keras.KerasTensor`s."""
        shape = (*inputs.shape[:2], self.units, self.units)
        return {"weights": keras.KerasTensor(shape, dtype="float32")}

    def measure(self, written):
        """How full a memory is after every write.

        Args:
            written: Dictionary of arrays, as `write` returns it.

        Returns:
            Dictionary of arrays `(B, N)`: `"norm"` and `"rank"` of the matrix.
        """
        norm, rank = norm_and_rank(written)
        return {"norm": norm, "rank": rank}

    def get_config(self):
        return {**super().get_config(), "units": self.units}


def vary_decay(hp, decay):
    """A trial's `decay`, of which what is let go is half to twice what it is; none of 1."""
    if decay == 1:
        return {}
    lowest = max(2 * decay - 1, decay / 2)
    return {"decay": hp.Float("decay", lowest, (1 + decay) / 2, default=decay)}
