"""Differentiable plasticity as a Keras RNN cell."""

import keras
from keras import ops

from stawm_keras.layers.memory.matrix_cell import MatrixCell
from stawm_keras.registration import register

RULES = ("hebb", "oja", "modulated", "retroactive")
# The weights' first values, and the first plasticity rate.
DEVIATION = 0.01
RATE = 0.01


@register
class PlasticCell(MatrixCell):
    """A recurrent network each of whose connections has a fixed and a plastic part.

    With the last output y and an input x, which is added to the units as it is,

        y' = tanh(y (w + alpha * P) + x)

    The plastic part P starts at zero and follows what fires together:

        hebb         P <- (1 - eta) P + eta y^T y'
        oja          P_ij <- P_ij + eta y'_j (y_i - y'_j P_ij)
        modulated    P <- clip(P + y^T (m * y'))
        retroactive  P <- clip(P + m * E), and then E <- (1 - eta) E + eta y^T y'

    Weights `w`, strengths `alpha` and the rate `eta` are trained. In the last two rules the network
    decides what to learn: m is a number for every unit, `Dense(tanh(Dense_1(y')))`, and E, the
    eligibility, is what it may still decide on. P is float32 under every dtype policy. In a glimpse
    model a head's query q reads `q (alpha * P)`.

    Args:
        units: Integer M, the number of units.
        rule: `"hebb"`, `"oja"`, `"modulated"` or `"retroactive"`.
        limit: Float, the bound of P, up and down, where it is clipped.
        **kwargs: Other `keras.Layer` arguments, `name` among them; not `dtype`.

    Call arguments:
        inputs: Tensor `(B, M)`.
        states: List of tensors, y `(B, M)`, P `(B, M * M)` and, if retroactive, E `(B, M * M)`.

    Input shape:
        `(B, M)`.

    Output shape:
        `(B, M)`: y'.

    Raises:
        ValueError: If `units` or `limit` is not positive, `rule` is none of its values, or the
            input has another width.

    Example:

    >>> cell = stawm_keras.layers.PlasticCell(20, rule="retroactive")
    >>> keras.layers.RNN(cell)(np.ones((2, 7, 20), "float32")).shape
    (2, 20)

    Reference:
        Miconi, Clune and Stanley, "Differentiable plasticity", 2018 (arXiv:1804.02464); Miconi,
        Rawal, Clune and Stanley, "Backpropamine", 2019 (arXiv:2002.10585).
    """

    def __init__(self, units, rule="hebb", limit=1.0, **kwargs):
        super().__init__(units, **kwargs)
        if rule not in RULES:
            raise ValueError(f"`rule` must be one of {RULES}. Received: rule={rule}")
        if not (isinstance(limit, (int, float)) and limit > 0):
            raise ValueError(f"`limit` must be positive. Received: limit={limit}")
        self.rule = rule
        self.limit = limit
        matrices = 2 if rule == "retroactive" else 1
        self.state_size = [units, *matrices * [units * units]]

    def build(self, inputs_shape):
        if inputs_shape[-1] != self.units:
            raise ValueError(
                f"{self.name} adds its input to its {self.units} units; project to {self.units} "
                "first, with keras.layers.Dense, say. Received: input of shape "
                f"{tuple(inputs_shape)}"
            )
        shape = (self.units, self.units)
        small = keras.initializers.RandomNormal(stddev=DEVIATION)
        # Written into inside a layer of another dtype policy, they are not to be cast to that.
        self.fixed = self.add_weight(shape, small, autocast=False, name="fixed")
        self.strength = self.add_weight(shape, small, autocast=False, name="strength")
        if self.rule != "modulated":
            self.rate = self.add_weight(
                (),
                keras.initializers.Constant(RATE),
                constraint=_between_0_and_1,
                autocast=False,
                name="rate",
            )
        if self.rule in ("modulated", "retroactive"):
            self.modulation = keras.layers.Dense(1, "tanh", dtype="float32", name="modulation")
            self.fan_out = keras.layers.Dense(self.units, dtype="float32", name="fan_out")
            self.modulation.build((None, self.units))
            self.fan_out.build((None, 1))

    def call(self, inputs, states):
        before, (plastic, *eligible) = states[0], [self._square(state) for state in states[1:]]
        weights = self.fixed + self.strength * plastic
        sums = ops.squeeze(ops.matmul(before[:, None], weights), 1)
        after = ops.tanh(sums + ops.cast(inputs, "float32"))
        matrices = self._learn(before, after, plastic, *eligible)
        flat = [ops.reshape(matrix, (-1, self.state_size[1])) for matrix in matrices]
        return after, [after, *flat]

    def _learn(self, before, after, plastic, eligible=None):
        """The plastic part, and what it may still learn of, after a step."""
        together = before[:, :, None] * after[:, None]
        if self.rule == "hebb":
            return [plastic + self.rate * (together - plastic)]
        if self.rule == "oja":
            return [plastic + self.rate * (together - ops.square(after)[:, None] * plastic)]
        modulation = self.fan_out(self.modulation(after))[:, None]
        if self.rule == "modulated":
            return [self._clip(plastic + modulation * together)]
        eligible_next = eligible + self.rate * (together - eligible)
        return [self._clip(plastic + modulation * eligible), eligible_next]

    def _clip(self, plastic):
        return ops.clip(plastic, -self.limit, self.limit)

    def _square(self, state):
        return ops.reshape(state, (-1, self.units, self.units))

    def matrix(self, states):
        return ops.swapaxes(self.strength * self._square(states[1]), 1, 2)

    def report(self):
        """The plasticity rate as it is now, as a float by name, for boards and logs."""
        if self.rule == "modulated":
            return {}
        return {"rate": float(ops.convert_to_numpy(self.rate))}

    def vary(self, hp):
        """Declares the rule as a search space and returns a trial's.

        Args:
            hp: `keras_tuner.HyperParameters`.

        Returns:
            Dictionary of a trial's argument `rule`.
        """
        return {"rule": hp.Choice("rule", list(RULES), default=self.rule)}

    def get_config(self):
        return {**super().get_config(), "rule": self.rule, "limit": self.limit}


def _between_0_and_1(rate):
    return ops.clip(rate, 0.0, 1.0)
