"""The plastic memory as a Keras RNN cell."""

import keras
from keras import ops

from stawm_keras.constraints import MARGIN
from stawm_keras.constraints import Between
from stawm_keras.layers.float32_layer import Float32Layer
from stawm_keras.ops import write_sequence
from stawm_keras.ops import written_value
from stawm_keras.ops.memory_state import DenseState
from stawm_keras.ops.memory_state import TraceState

RATES = ("eta", "delta", "theta")
# With fewer units W is small, and so is what traces save: see benchmarks.memory.
TRACES_FROM = 256


@keras.saving.register_keras_serializable(package="stawm_keras")
class HebbRosenblattCell(Float32Layer):
    """Writes keys into a Hebb-Rosenblatt memory and reads it with queries (Eq. 2).

    The memory is a matrix W that is zero where a sequence starts. A step writes a key `e`, the
    ReLU6 of its input,

        W <- W + eta * e ReLU6(W e + theta * e)^T - delta * W

    and then reads `ReLU6(W q)` with a query `q`. Appendix A's conditions for stability (eta > delta
    >= 0, theta > 0, non-negative bounded activations) are checked here and kept by constraints
    while the rates train. The memory is float32 under every dtype policy.

    The two forms compute the same. `"dense"` keeps W, and makes a new one at every step. `"traces"`
    keeps what was written, which is read by inner products, beside a W that stays as it is until
    `capacity` traces are held: then they are consolidated into it, so sequences of any length lose
    nothing. It saves the writes of O(units^2), and not the reads. `"auto"` is `"traces"` from 256
    units on and `"dense"` below, the faster one.

    Args:
        units: Integer M, the number of features of keys and queries.
        eta: Float, the learning rate of the memory.
        delta: Float, its decay rate.
        theta: Float, the strength of the connection that a key has to its own units when written.
        trainable_rates: Tuple of the names of the rates that are trained.
        scale: Float that multiplies `W e` and `W q`. 1 is Eq. 2 as it stands. A sum over M
            non-negative units grows with M, saturates ReLU6 and passes on gradients M times the
            memory's own; `1 / units` makes it a mean.
        form: `"auto"`, `"traces"` or `"dense"`.
        capacity: Integer, the number of traces held before they are consolidated; `"dense"` holds
            none.
        **kwargs: Other `keras.Layer` arguments, `name` among them; not `dtype`.

    Call arguments:
        inputs: Tensor `(B, M)`, the key, which is its own query; or `(B, 2 M)`, key and query.
        states: List of tensors, the memory (see `get_initial_state`).

    Input shape:
        `(B, M)` or `(B, 2 M)`.

    Output shape:
        `(B, M)`: what was read after the key was written.

    Raises:
        ValueError: If the rates break Appendix A's conditions, a size or `scale` is not positive,
            `trainable_rates` or `form` names something else, or the input has another width.

    Example:

    >>> keys = np.random.default_rng(0).normal(size=(4, 10, 64)).astype("float32")
    >>> cell = stawm_keras.layers.HebbRosenblattCell(64)
    >>> read, *memory = keras.layers.RNN(cell, return_state=True)(keys)
    >>> cell.read(memory, keys[:, 0]).shape
    (4, 64)

    Reference:
        Section 2 (Eq. 2) and Appendix A of the paper.
    """

    def __init__(
        self,
        units,
        eta=0.4,
        delta=0.2,
        theta=0.5,
        trainable_rates=RATES,
        scale=1.0,
        form="auto",
        capacity=32,
        **kwargs,
    ):
        super().__init__(**kwargs)
        _check(units, eta, delta, theta, trainable_rates, scale, form, capacity)
        self.units = units
        self.initial_rates = {"eta": eta, "delta": delta, "theta": theta}
        self.trainable_rates = tuple(trainable_rates)
        self.scale = scale
        self.form = form
        self.capacity = capacity
        self.output_size = units
        if form == "auto":
            form = "traces" if units >= TRACES_FROM else "dense"
        self._memory = DenseState(units) if form == "dense" else TraceState(units, capacity)
        # The last read comes first: Keras takes the first state for the previous output.
        self.state_size = [units, *self._memory.sizes]

    def build(self, inputs_shape):
        if inputs_shape[-1] not in (self.units, 2 * self.units):
            raise ValueError(
                f"{self.name} writes keys of {self.units} features, alone or followed by a query "
                f"of as many; project to {self.units} or {2 * self.units} first, with "
                f"keras.layers.Dense, say. Received: input of shape {tuple(inputs_shape)}"
            )
        for name, bounds in (
            ("eta", Between(lambda: ops.maximum(self._bound("delta"), 0.0) + MARGIN, float("inf"))),
            ("delta", Between(0.0, lambda: ops.minimum(self._bound("eta"), 1.0) - MARGIN)),
            ("theta", Between(MARGIN, float("inf"))),
        ):
            weight = self.add_weight(
                shape=(),
                initializer=keras.initializers.Constant(self.initial_rates[name]),
                constraint=bounds,
                trainable=name in self.trainable_rates,
                autocast=False,
                aggregation="mean",
                name=name,
            )
            setattr(self, name, weight)

    def _bound(self, name):
        """A rate that bounds another one while that is trained."""
        weight = getattr(self, name)
        if keras.backend.backend() == "jax" and not weight.trainable:
            # There `fit` keeps what is not trained away from constraints.
            return self.initial_rates[name]
        return weight

    def get_initial_state(self, batch_size=None):
        """An empty memory, as the flat list of states of `keras.layers.RNN`.

        The states are the last read `(B, M)` and W `(B, M * M)`; for `"traces"` then keys and
        values `(B, capacity * M)` and how many of them are held `(B, 1)`, which W does not contain
        yet.
        """
        return [ops.zeros((batch_size, size), dtype="float32") for size in self.state_size]

    def call(self, inputs, states):
        inputs = ops.expand_dims(ops.cast(inputs, "float32"), 1)
        key = ops.relu6(inputs[..., : self.units])
        query = key if inputs.shape[-1] == self.units else inputs[..., self.units :]
        memory = states[1:]
        value = self._value(key, self._recall(memory, key))
        memory = self._memory.add(memory, key, value, self._retention)
        read = ops.squeeze(ops.relu6(self._recall(memory, query)), 1)
        return read, [read, *memory]

    def read(self, states, query):
        """Reads `ReLU6(W q)` from the states that an RNN returned.

        Args:
            states: List of states, as `keras.layers.RNN(..., return_state=True)` returns them.
            query: Tensor `(B, M)`, or `(B, Q, M)` for several queries.

        Returns:
            Tensor of the query's shape.
        """
        query = ops.cast(query, "float32")
        if len(query.shape) == 2:
            return ops.squeeze(self.read(states, ops.expand_dims(query, 1)), 1)
        return ops.relu6(self._recall(states[1:], query))

    def write(self, keys):
        """The `Traces` of keys `(B, N, M)`, non-negative, written in turn into an empty memory."""
        return write_sequence(keys, self.scale * self.eta, self.theta, self._retention)

    def _recall(self, memory, query):
        return self._memory.recall(memory, query, self._retention)

    def _value(self, key, recalled):
        # W is kept multiplied by `scale`, which is the same as scaling every product with it.
        return written_value(key, recalled, self.scale * self.eta, self.theta)

    @property
    def _retention(self):
        return 1.0 - self.delta

    def get_config(self):
        return {
            **super().get_config(),
            "units": self.units,
            **self.initial_rates,
            "trainable_rates": list(self.trainable_rates),
            "scale": self.scale,
            "form": self.form,
            "capacity": self.capacity,
        }


def _check(units, eta, delta, theta, trainable_rates, scale, form, capacity):
    for name, value in (("units", units), ("capacity", capacity)):
        if not isinstance(value, int) or value < 1:
            raise ValueError(f"`{name}` must be a positive integer. Received: {name}={value}")
    if not (eta > delta >= 0 and delta < 1 and theta > 0):
        raise ValueError(
            "The memory is stable for eta > delta, 0 <= delta < 1 and theta > 0 only (Appendix A "
            f"of the paper). Received: eta={eta}, delta={delta}, theta={theta}"
        )
    unknown = set(trainable_rates) - set(RATES)
    if unknown or isinstance(trainable_rates, str):
        raise ValueError(
            f"`trainable_rates` names some of {RATES}. Received: trainable_rates={trainable_rates}"
        )
    if not scale > 0:
        raise ValueError(f"`scale` must be positive. Received: scale={scale}")
    if form not in ("auto", "traces", "dense"):
        raise ValueError(f'`form` must be "auto", "traces" or "dense". Received: form={form}')
