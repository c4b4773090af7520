"""Reading a memory with queries."""

import keras
from keras import ops

from stawm_keras.layers.float32_layer import Float32Layer
from stawm_keras.ops import Traces
from stawm_keras.ops import read_every_step
from stawm_keras.ops import read_last_step


@keras.saving.register_keras_serializable(package="stawm_keras")
class MemoryRead(Float32Layer):
    """Reads a memory of traces with one query or several: `ReLU6(W q)`.

    There is no theta term, so that the memory cannot learn the identity. Several queries are read
    in one product. Reads are float32 under every dtype policy.

    Args:
        every_step: Boolean, whether to read the memory as it was after every write, or only as it
            is after the last one.
        **kwargs: Other `keras.Layer` arguments, `name` among them.

    Call arguments:
        memory: Dictionary of the traces, as `GlimpseLoop` returns it: `"keys"` and `"values"`
            `(B, N, M)`, `"retention"` `(B, 1)`.
        query: Tensor `(B, M)`, or `(B, Q, M)` for several queries.

    Output shape:
        The query's shape; with `every_step`, `(B, N, M)` or `(B, Q, N, M)`.

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

    def call(self, memory, query):
        if len(query.shape) == 2:
            return ops.squeeze(self.call(memory, ops.expand_dims(query, 1)), 1)
        read = read_every_step if self.every_step else read_last_step
        return ops.relu6(read(Traces(**memory), query))

    def compute_output_shape(self, memory_shape, query_shape):
        steps = (memory_shape["keys"][1],) if self.every_step else ()
        return (*query_shape[:-1], *steps, query_shape[-1])

    def get_config(self):
        return {**super().get_config(), "every_step": self.every_step}
