"""A GRU that goes on as far as a gate says."""

import keras


class GatedGRUCell(keras.layers.GRUCell):
    """A `GRUCell` whose inputs end with a gate g: `h <- g GRU(x, h) + (1 - g) h`.

    Call arguments:
        inputs: Tensor `(B, F + 1)`.
        states: List of the state `(B, H)`.
    """

    def build(self, inputs_shape):
        super().build((*inputs_shape[:-1], inputs_shape[-1] - 1))

    def call(self, inputs, states, training=None):
        gate = inputs[:, -1:]
        (before,) = states if isinstance(states, (list, tuple)) else (states,)
        after, _ = super().call(inputs[:, :-1], [before], training=training)
        state = before + gate * (after - before)
        return state, [state]
