"""The modern Hopfield network as a memory."""

import numpy as np
from keras import ops

from stawm_keras.layers.memory.slots_cell import SlotsCell
from stawm_keras.layers.sizes import check_sizes
from stawm_keras.ops import Slots
from stawm_keras.registration import register


@register
class HopfieldMemory(SlotsCell):
    """Keeps what was written as it is and recalls what is most like a query.

    What is written goes into the next of S slots, and into the oldest where all are taken. With the
    words X of those that are filled, as rows, a query `q` reads

        X^T softmax(beta X q)

    the update of a modern Hopfield network, which takes one step to what is stored. A read of the
    read is the next one. It has no weights and is float32 under every dtype policy.

    Args:
        units: Integer M, the number of features of what is written and of queries.
        slots: Integer S, how many of the latest writes are kept.
        beta: Float, the inverse temperature: the larger, the more a read is the one word that is
            most like the query. `None` for `1 / sqrt(units)`.
        **kwargs: Other `keras.Layer` arguments, `name` among them; not `dtype`.

    Call arguments:
        inputs: Tensor `(B, M)`, what is written, which is its own query; or `(B, 2 M)`, with the
            query after it.
        states: List of tensors: the last read `(B, M)`, the words `(B, S * M)`, and how many were
            written `(B, 1)`.

    Input shape:
        `(B, M)` or `(B, 2 M)`.

    Output shape:
        `(B, M)`: what was read after it was written.

    Raises:
        ValueError: If a size or `beta` is not positive, or the input has another width.

    Example:

    >>> cell = stawm_keras.layers.HopfieldMemory(3, beta=100.0)
    >>> words, query = np.eye(3, dtype="float32")[None], np.array([[0, 0.6, 0.4]], "float32")
    >>> read = stawm_keras.layers.MemoryRead()(cell.write(words), query)
    >>> np.array(read).round(3).tolist()
    [[0.0, 1.0, 0.0]]

    Reference:
        Ramsauer et al., "Hopfield Networks is All You Need", 2020 (arXiv:2008.02217).
    """

    def __init__(self, units, slots=16, beta=None, **kwargs):
        check_sizes(slots=slots)
        if beta is not None and not (isinstance(beta, (int, float)) and beta > 0):
            raise ValueError(f"`beta` must be positive, or None. Received: beta={beta}")
        super().__init__(units, **kwargs)
        self.words_shape = (slots, units)
        self.beta = beta
        self._beta = units**-0.5 if beta is None else beta
        self.output_size = units
        self.state_size = [units, slots * units, 1]

    def build(self, inputs_shape):
        self._check_entries(inputs_shape)

    def call(self, inputs, states):
        inputs = ops.cast(inputs, "float32")
        word, query = inputs[:, : self.units], inputs[:, -self.units :]
        _, words, count = states
        slots, units = self.words_shape
        words = ops.reshape(words, (-1, slots, units))
        here = ops.equal(ops.arange(slots, dtype="float32"), ops.mod(count, slots))
        words = ops.where(ops.expand_dims(here, 2), ops.expand_dims(word, 1), words)
        held = [ops.reshape(words, (-1, slots * units)), count + 1]
        read = self.read([states[0], *held], query)
        return read, [read, *held]

    def slots(self, states):
        _, words, count = states
        slots, units = self.words_shape
        filled = ops.cast(ops.arange(slots, dtype="float32") < count, "float32")
        return Slots(
            ops.reshape(words, (-1, slots, units)), self._beta * ops.ones_like(count), filled
        )

    def write(self, inputs, every_step=False):
        inputs = ops.cast(inputs, "float32")
        steps, slots = inputs.shape[1], self.words_shape[0]
        after = np.arange(steps) if every_step else np.array([steps - 1])
        # Which write a slot holds: the latest of those that went there; negative for none.
        latest = after[:, None] - (after[:, None] - np.arange(slots)) % slots
        filled = (latest >= 0).astype("float32")
        words = ops.take(inputs, np.maximum(latest, 0), axis=1) * filled[..., None]
        ones = ops.ones_like(words[:, :, 0, :1])
        held = Slots(words, self._beta * ones, filled * ones)._asdict()
        return held if every_step else {name: part[:, 0] for name, part in held.items()}

    def report(self):
        """The inverse temperature, as a float by name."""
        return {"beta": float(self._beta)}

    def vary(self, hp):
        """Declares beta as a search space, from a quarter to four times what it is.

        Args:
            hp: `keras_tuner.HyperParameters`.

        Returns:
            Dictionary of a trial's arguments: `beta`.
        """
        beta = self._beta
        return {"beta": hp.Float("beta", beta / 4, 4 * beta, sampling="log", default=beta)}

    def get_config(self):
        return {**super().get_config(), "slots": self.words_shape[0], "beta": self.beta}
