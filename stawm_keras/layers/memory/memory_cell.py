"""The base of memories."""

from keras import ops

from stawm_keras.layers.float32_layer import Float32Layer
from stawm_keras.layers.memory.statistics import norm_and_rank
from stawm_keras.layers.memory.steps import after_all_steps
from stawm_keras.layers.memory.steps import after_every_step
from stawm_keras.layers.sizes import check_sizes
from stawm_keras.ops import read_memory


class MemoryCell(Float32Layer):
    """A Keras RNN cell that is also written into at once, and read with queries.

    Subclasses have what an RNN cell has, `call`, `state_size`, a list, and `output_size`, and
    `held`. What they write step by step they need not say again; those that can write faster
    override `write`, and one whose states are not what it writes `_read` as well.

    Args:
        units: Integer M, the number of features of what is written.
        **kwargs: Other `keras.Layer` arguments, `name` among them; not `dtype`.
    """

    def __init__(self, units, **kwargs):
        super().__init__(**kwargs)
        check_sizes(units=units)
        self.units = units

    def held(self, states):
        """What states of `keras.layers.RNN` hold, a dictionary that `MemoryRead` reads."""
        raise NotImplementedError

    def get_initial_state(self, batch_size=None):
        """An empty memory: zeros, as the flat list of states of `keras.layers.RNN`."""
        return [ops.zeros((batch_size, size), dtype="float32") for size in self.state_size]

    def read(self, states, query):
        """Reads the states that an RNN returned, as `MemoryRead` reads what was written.

        Args:
            states: List of states, as `keras.layers.RNN(..., return_state=True)` returns them.
            query: Tensor `(B, W)`, or `(B, Q, W)` for several queries; W is M, or the width of a
                word of a memory that has words.

        Returns:
            Tensor of the query's shape.
        """
        query = ops.cast(query, "float32")
        if len(query.shape) == 2:
            return ops.squeeze(self._read(states, ops.expand_dims(query, 1)), 1)
        return self._read(states, query)

    def _read(self, states, query):
        return read_memory(self.held(states), query)

    def write(self, inputs, every_step=False):
        """Writes a whole sequence into an empty memory.

        Args:
            inputs: Tensor `(B, N, M)`, what is written in turn.
            every_step: Boolean, whether to return the memory as it is after every write, or only
                as it is after the last one.

        Returns:
            Dictionary of tensors, which `MemoryRead` reads; of every step, N is their second axis.
        """
        if not every_step:
            return self.held(after_all_steps(self, inputs))
        steps = [self.held(states) for states in after_every_step(self, inputs)]
        return {name: ops.stack([step[name] for step in steps], axis=1) for name in steps[0]}

    def report(self):
        """Floats by name, for boards and logs: none, unless a memory has rates of its own."""
        return {}

    def measure(self, written):
        """How full a memory is after every write.

        Args:
            written: Dictionary of arrays, as `write` returns it.

        Returns:
            Dictionary of arrays `(B, N)`: `"norm"` and `"rank"` of what it holds, as a matrix.
        """
        norm, rank = norm_and_rank(written)
        return {"norm": norm, "rank": rank}

    def _check_entries(self, inputs_shape):
        """Raises `ValueError` for inputs that are not `(B, M)` or, with a query, `(B, 2 M)`."""
        if inputs_shape[-1] not in (self.units, 2 * self.units):
            raise ValueError(
                f"{self.name} writes {self.units} features, alone or followed by a query of as "
                f"many; project to {self.units} or {2 * self.units} first, with "
                f"keras.layers.Dense, say. Received: input of shape {tuple(inputs_shape)}"
            )

    def get_config(self):
        return {**super().get_config(), "units": self.units}
