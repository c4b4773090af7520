"""Fast weights as a Keras RNN cell."""

import keras
from keras import ops

from stawm_keras.layers.memory.matrix_cell import MatrixCell
from stawm_keras.layers.memory.matrix_cell import vary_decay
from stawm_keras.layers.sizes import check_sizes
from stawm_keras.registration import register

# The recurrent weights start as this part of the identity.
RECURRENT = 0.05


@register
class FastWeightsCell(MatrixCell):
    """A recurrent network that attends to its recent past through fast weights A.

        A <- decay A + rate h h^T
        z = W h + C x + c
        h <- ReLU(LN(z)), then `inner_steps` times h <- ReLU(LN(z + A h))

    in the order of the paper: what is read is what was there before x came. LN is a layer
    normalisation, without which A h blows up. A starts at zero and is float32 under every dtype
    policy. In a glimpse model, where heads read `A q`, the last h is in A as well.

    Args:
        units: Integer M, the number of units of h.
        decay: Float in (0, 1], what a step keeps of A.
        rate: Float, the learning rate of A.
        inner_steps: Integer, how often a step lets h settle.
        **kwargs: Other `keras.Layer` arguments, `name` among them; not `dtype`.

    Call arguments:
        inputs: Tensor `(B, F)`.
        states: List of tensors, h `(B, M)` and A `(B, M * M)`.

    Input shape:
        `(B, F)`.

    Output shape:
        `(B, M)`: h.

    Raises:
        ValueError: If a size or `rate` is not positive, or `decay` outside (0, 1].

    Example:

    >>> cell = stawm_keras.layers.FastWeightsCell(20)
    >>> keras.layers.RNN(cell)(np.ones((2, 7, 12), "float32")).shape
    (2, 20)

    Reference:
        Ba, Hinton, Mnih, Leibo and Ionescu, "Using Fast Weights to Attend to the Recent Past", 2016
        (arXiv:1610.06258).
    """

    def __init__(self, units, decay=0.95, rate=0.5, inner_steps=1, **kwargs):
        super().__init__(units, **kwargs)
        check_sizes(inner_steps=inner_steps)
        if not (isinstance(decay, (int, float)) and 0 < decay <= 1):
            raise ValueError(f"`decay` must be in (0, 1]. Received: decay={decay}")
        if not (isinstance(rate, (int, float)) and rate > 0):
            raise ValueError(f"`rate` must be positive. Received: rate={rate}")
        self.decay = decay
        self.rate = rate
        self.inner_steps = inner_steps
        self.state_size = [units, units * units]
        self.recurrent = keras.layers.Dense(
            units,
            use_bias=False,
            kernel_initializer=keras.initializers.Identity(RECURRENT),
            dtype="float32",
            name="recurrent",
        )
        self.entry = keras.layers.Dense(units, dtype="float32", name="entry")
        self.normalization = keras.layers.LayerNormalization(
            epsilon=1e-5, dtype="float32", name="normalization"
        )

    def build(self, inputs_shape):
        self.recurrent.build((None, self.units))
        self.entry.build((None, inputs_shape[-1]))
        self.normalization.build((None, self.units))

    def call(self, inputs, states):
        hidden, matrix = states[0], self.matrix(states)
        boundary = self.recurrent(hidden) + self.entry(ops.cast(inputs, "float32"))
        hidden = ops.relu(self.normalization(boundary))
        for _ in range(self.inner_steps):
            recalled = ops.squeeze(ops.matmul(matrix, hidden[..., None]), -1)
            hidden = ops.relu(self.normalization(boundary + recalled))
        return hidden, [hidden, ops.reshape(matrix, (-1, self.units * self.units))]

    def matrix(self, states):
        """A `(B, M, M)` with the last h, as the next step would use it."""
        hidden = states[0]
        before = ops.reshape(states[1], (-1, self.units, self.units))
        return self.decay * before + self.rate * hidden[:, :, None] * hidden[:, None]

    def vary(self, hp):
        """Declares the rates as a search space around the cell's own, and returns a trial's.

        Rate goes from half to twice what it is, and so does what decay lets go.

        Args:
            hp: `keras_tuner.HyperParameters`.

        Returns:
            Dictionary of a trial's arguments: `rate` and, where it is below 1, `decay`.
        """
        return {
            **vary_decay(hp, self.decay),
            "rate": hp.Float("rate", self.rate / 2, 2 * self.rate, default=self.rate),
        }

    def get_config(self):
        return {
            **super().get_config(),
            "decay": self.decay,
            "rate": self.rate,
            "inner_steps": self.inner_steps,
        }
