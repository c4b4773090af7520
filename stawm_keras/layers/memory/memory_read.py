"""Reading a memory with queries."""

from keras import ops

from stawm_keras.layers.float32_layer import Float32Layer
from stawm_keras.ops import as_written
from stawm_keras.ops import read_memory
from stawm_keras.registration import register


@register
class MemoryRead(Float32Layer):
    """Reads a memory with one query or several, by the kind of what was written.

    It has no weights. What is matched with a query is a key, and what is returned a value:

    * `"keys"` `(B, N, M)`, `"values"` `(B, N, M)` and `"retention"` `(B, 1)`, the traces of a
      Hebb-Rosenblatt memory: `ReLU6(W q)`, with no theta term, so that the memory cannot learn the
      identity.
    * `"weights"` `(B, V, M)`, a matrix: `W q`.
    * `"words"` `(B, S, M)`, `"strength"` `(B, 1)` and `"filled"` `(B, S)`, slots: the mean of the
      words, weighted by a softmax of `strength` times their products with the query.

    Matrices and slots that were kept after every write have N as their second axis. Several queries
    are read in one product. Reads are float32 under every dtype policy.

    Args:
        every_step: Boolean, whether to read the memory as it was after every write, or only as it
            is after the last one.
        **kwargs: Other `keras.Layer` arguments, `name` among them.

    Call arguments:
        memory: Dictionary of what was written, as `GlimpseLoop` returns it.
        query: Tensor `(B, M)`, or `(B, Q, M)` for several queries.

    Output shape:
        `(B, V)` or `(B, Q, V)`; with `every_step`, `(B, N, V)` or `(B, Q, N, V)`. Of traces and
        slots V is M.

    Raises:
        ValueError: If the memory is of no kind that can be read, or does not hold what it was after
            every write.

    Example:

    >>> traces, retention = np.ones((2, 3, 4), "float32"), np.full((2, 1), 0.8, "float32")
    >>> memory = {"keys": traces, "values": traces, "retention": retention}
    >>> read = stawm_keras.layers.MemoryRead()(memory, np.full((2, 4), 0.1, "float32"))
    >>> round(float(read[0, 0]), 3)
    0.976

    Reference:
        Section 2 of the paper; terminal reads in Figure 3, every step's in Section 3.3.
    """

    def __init__(self, every_step=False, **kwargs):
        super().__init__(**kwargs)
        self.every_step = every_step

    def build(self, memory_shape, query_shape):
        """Has no weights to make; shapes are checked where they are read."""

    def call(self, memory, query):
        if len(query.shape) == 2:
            return ops.squeeze(self.call(memory, ops.expand_dims(query, 1)), 1)
        return read_memory(memory, query, self.every_step)

    def compute_output_shape(self, memory_shape, query_shape):
        kind = as_written(memory_shape)
        units = kind[0][-2] if kind._fields == ("weights",) else kind[0][-1]
        steps = (kind[0][1],) if self.every_step else ()
        return (*query_shape[:-1], *steps, units)

    def get_config(self):
        return {**super().get_config(), "every_step": self.every_step}
