"""The base of memories that keep words in slots."""

import keras
from keras import ops

from stawm_keras.layers.float32_layer import Float32Layer
from stawm_keras.layers.memory.statistics import norm_and_rank
from stawm_keras.layers.memory.steps import after_all_steps
from stawm_keras.layers.memory.steps import after_every_step
from stawm_keras.ops import Slots
from stawm_keras.ops import read_memory


class SlotsCell(Float32Layer):
    """A memory whose states hold words in slots, which queries read by softmax.

    Subclasses have what an RNN cell has, `call`, `state_size` and `output_size`, and `slots` and
    `words_shape`, a tuple of how many slots there are and the width of a word.

    Args:
        units: Integer M, the number of features of what is written.
        **kwargs: Other `keras.Layer` arguments, `name` among them; not `dtype`.
    """

    words_shape: tuple[int, int]

    def __init__(self, units, **kwargs):
        super().__init__(**kwargs)
        self.units = units

    def slots(self, states):
        """The `Slots` that states of `keras.layers.RNN` hold."""
        raise NotImplementedError

    def get_initial_state(self, batch_size=None):
        """An empty memory: zeros, as the flat list of states of `keras.layers.RNN`."""
        return [ops.zeros((batch_size, size), dtype="float32") for size in self.state_size]

    def read(self, states, query):
        """Reads the states that an RNN returned, as `MemoryRead` reads what was written.

        Args:
            states: List of states, as `keras.layers.RNN(..., return_state=True)` returns them.
            query: Tensor `(B, W)`, or `(B, Q, W)` for several queries; W is the width of a word.

        Returns:
            Tensor of the query's shape.
        """
        query = ops.cast(query, "float32")
        if len(query.shape) == 2:
            return ops.squeeze(self.read(states, ops.expand_dims(query, 1)), 1)
        return read_memory(self.slots(states)._asdict(), query)

    def write(self, inputs, every_step=False):
        """Writes a whole sequence into an empty memory.

        Args:
            inputs: Tensor `(B, N, M)`, what is written in turn.
            every_step: Boolean, whether to return the memory as it is after every write, or only
                as it is after the last one.

        Returns:
            Dictionary of slots, which `MemoryRead` reads: `"words"` `(B, S, W)`, `"strength"`
            `(B, 1)` and `"filled"` `(B, S)`, with N as their second axis if of every step.
        """
        if not every_step:
            return self.slots(after_all_steps(self, inputs))._asdict()
        held = [self.slots(states) for states in after_every_step(self, inputs)]
        parts = zip(*held, strict=True)
        return Slots(*(ops.stack(part, axis=1) for part in parts))._asdict()

    def written_spec(self, inputs):
        """What `write` returns of inputs for every step, as `keras.KerasTensor`s."""
        count, width = self.words_shape
        shapes = Slots(words=(count, width), strength=(1,), filled=(count,))._asdict()
        return {
            name: keras.KerasTensor((*inputs.shape[:2], *shape), dtype="float32")
            for name, shape in shapes.items()
        }

    def report(self):
        """Floats by name, for boards and logs: none, unless a memory has rates of its own."""
        return {}

    def measure(self, written):
        """How full a memory is after every write.

        Args:
            written: Dictionary of arrays, as `write` returns it.

        Returns:
            Dictionary of arrays `(B, N)`: `"norm"` and `"rank"` of the words, as a matrix.
        """
        norm, rank = norm_and_rank(written)
        return {"norm": norm, "rank": rank}

    def _all_filled(self, words, strength=1.0):
        """Slots of words `(B, S, W)` none of which is ever closed to a query."""
        filled = ops.ones_like(words[:, :, 0])
        return Slots(words, strength * ops.ones_like(words[:, 0, :1]), filled)

    def get_config(self):
        return {**super().get_config(), "units": self.units}


def check_entries(name, units, inputs_shape):
    """Raises `ValueError` for inputs that are neither `(B, M)` nor, with a query, `(B, 2 M)`."""
    if inputs_shape[-1] not in (units, 2 * units):
        raise ValueError(
            f"{name} writes {units} features, alone or followed by a query of as many; project to "
            f"{units} or {2 * units} first, with keras.layers.Dense, say. Received: input of shape "
            f"{tuple(inputs_shape)}"
        )
