"""A head's question to the memory."""

import keras
from keras import ops

from stawm_keras.layers.replica_dropout import ReplicaDropout
from stawm_keras.registration import register


@register
class MemoryQuery(keras.Layer):
    """Makes a query of the context: `Dense`, dropout and ReLU6, with no gradient to the context.

    The context serves the glimpses alone, so that what a head learns of the image has to go through
    the memory.

    Args:
        units: Integer M, the units of the memory.
        dropout: Float in [0, 1), the part of the query's units that is dropped while training.
        seed: Integer or `None`, the seed of the dropout.
        **kwargs: Other `keras.Layer` arguments, `name` and `dtype` among them.

    Call arguments:
        context: Tensor `(B, F)`.
        training: Boolean or `None`, whether to apply dropout.

    Input shape:
        `(B, F)`.

    Output shape:
        `(B, units)`, in [0, 6].

    Example:

    >>> stawm_keras.layers.MemoryQuery(32)(np.ones((2, 64), "float32")).shape
    (2, 32)

    Reference:
        Section 3.2 and Figure 3 of the paper.
    """

    def __init__(self, units, dropout=0.0, seed=None, **kwargs):
        super().__init__(**kwargs)
        self.units = units
        self.dropout = dropout
        self.seed = seed
        self.projection = keras.layers.Dense(units, dtype=self.dtype_policy, name="projection")
        self.drop = ReplicaDropout(dropout, seed=seed, dtype=self.dtype_policy)

    def build(self, context_shape):
        self.projection.build(context_shape)

    def call(self, context, training=None):
        query = self.projection(ops.stop_gradient(context))
        return ops.relu6(self.drop(query, training=training))

    def compute_output_shape(self, context_shape):
        return (*context_shape[:-1], self.units)

    def get_config(self):
        return {
            **super().get_config(),
            "units": self.units,
            "dropout": self.dropout,
            "seed": self.seed,
        }
