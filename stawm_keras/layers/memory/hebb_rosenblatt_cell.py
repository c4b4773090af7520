"""The plastic memory as a Keras RNN cell."""

import keras
import numpy as np
from keras import ops

from stawm_keras.backend.constraints import has_value_in_constraints
from stawm_keras.layers.memory.memory_cell import MemoryCell
from stawm_keras.layers.memory.statistics import saturation
from stawm_keras.layers.sizes import check_sizes
from stawm_keras.ops import write_sequence
from stawm_keras.ops import written_key
from stawm_keras.ops.memory_state import DenseState
from stawm_keras.ops.memory_state import TraceState
from stawm_keras.registration import register

RATES = ("eta", "delta", "theta")
# The smallest distance that rates keep from an open bound.
MARGIN = 1e-3
# With fewer units W is small, and so is what traces save: see benchmarks.memory.
TRACES_FROM = 256


@register
class HebbRosenblattCell(MemoryCell):
    """Writes into a Hebb-Rosenblatt memory and reads it with queries (Eq. 2).

    The memory is a matrix W that is zero where a sequence starts. A step writes `e`, the ReLU6 of
    its input,

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
        units: Integer M, the number of features of what is written and of queries.
        eta: Float, the learning rate of the memory.
        delta: Float, its decay rate.
        theta: Float, the strength of the connection that `e` has to its own units when written.
        trainable_rates: Tuple of the names of the rates that are trained.
        scale: Float that multiplies `W e` and `W q`. 1 is Eq. 2 as it stands. A sum over M
            non-negative units grows with M, saturates ReLU6 and passes on gradients M times the
            memory's own; `"mean"`, which is `1 / units`, makes it a mean.
        form: `"auto"`, `"traces"` or `"dense"`.
        capacity: Integer, the number of traces held before they are consolidated; `"dense"` holds
            none.
        **kwargs: Other `keras.Layer` arguments, `name` among them; not `dtype`.

    Call arguments:
        inputs: Tensor `(B, M)`, what is written, which is its own query; or `(B, 2 M)`, with the
            query after it.
        states: List of tensors, the last read `(B, M)` and W `(B, M * M)`; for `"traces"` then keys
            and values `(B, capacity * M)` and how many of them are held `(B, 1)`, which W does not
            contain yet.

    Input shape:
        `(B, M)` or `(B, 2 M)`.

    Output shape:
        `(B, M)`: what was read after it was written.

    Raises:
        ValueError: If the rates break Appendix A's conditions, a size or `scale` is not positive,
            `trainable_rates` or `form` names something else, or the input has another width.

    Example:

    >>> inputs = np.random.default_rng(0).normal(size=(4, 10, 64)).astype("float32")
    >>> cell = stawm_keras.layers.HebbRosenblattCell(64)
    >>> read, *memory = keras.layers.RNN(cell, return_state=True)(inputs)
    >>> cell.read(memory, inputs[:, 0]).shape
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
        super().__init__(units, **kwargs)
        check_sizes(capacity=capacity)
        _check(eta, delta, theta, trainable_rates, scale, form)
        self.initial_rates = {"eta": eta, "delta": delta, "theta": theta}
        self.trainable_rates = tuple(trainable_rates)
        self.scale = scale
        self._scale = 1 / units if scale == "mean" else scale
        self.form = form
        self.capacity = capacity
        self.output_size = units
        if form == "auto":
            form = "traces" if units >= TRACES_FROM else "dense"
        self._memory = DenseState(units) if form == "dense" else TraceState(units, capacity)
        # The last read comes first: Keras takes the first state for the previous output.
        self.state_size = [units, *self._memory.sizes]

    def build(self, inputs_shape):
        self._check_entries(inputs_shape)
        self.eta = self._add_rate("eta", self._bounded_eta)
        self.delta = self._add_rate("delta", self._bounded_delta)
        self.theta = self._add_rate("theta", self._bounded_theta)

    def _add_rate(self, name, bounded):
        return self.add_weight(
            shape=(),
            initializer=keras.initializers.Constant(self.initial_rates[name]),
            constraint=bounded,
            trainable=name in self.trainable_rates,
            autocast=False,
            aggregation="mean",
            name=name,
        )

    def _bounded_eta(self, eta):
        return ops.maximum(eta, ops.maximum(self._bound("delta"), 0.0) + MARGIN)

    def _bounded_delta(self, delta):
        highest = ops.minimum(self._bound("eta"), 1.0) - MARGIN
        return ops.minimum(ops.maximum(delta, 0.0), highest)

    def _bounded_theta(self, theta):
        return ops.maximum(theta, MARGIN)

    def _bound(self, name):
        """A rate that bounds another one while that is trained."""
        weight = getattr(self, name)
        return weight if has_value_in_constraints(weight) else self.initial_rates[name]

    def call(self, inputs, states):
        inputs = ops.expand_dims(ops.cast(inputs, "float32"), 1)
        value = ops.relu6(inputs[..., : self.units])
        query = value if inputs.shape[-1] == self.units else inputs[..., self.units :]
        memory = states[1:]
        key = written_key(value, self._recall(memory, value), self._rate, self.theta)
        memory = self._memory.add(memory, key, value, self._retention)
        read = ops.squeeze(ops.relu6(self._recall(memory, query)), 1)
        return read, [read, *memory]

    def _read(self, states, query):
        return ops.relu6(self._recall(states[1:], query))

    def write(self, inputs, every_step=False):
        """Writes a whole sequence into an empty memory.

        Args:
            inputs: Tensor `(B, N, M)`, non-negative, what is written in turn.
            every_step: Boolean, without effect: traces tell the memory after every write.

        Returns:
            Dictionary of the traces, which `MemoryRead` reads: `"keys"` and `"values"`
            `(B, N, M)`, the values being the inputs, and `"retention"` `(B, 1)`.
        """
        traces = write_sequence(inputs, self._rate, self.theta, self._retention)._asdict()
        batch = ops.shape(inputs)[0]
        return {**traces, "retention": ops.broadcast_to(traces["retention"], (batch, 1))}

    def written_spec(self, inputs):
        """What `write` returns of inputs, as `keras.KerasTensor`s."""
        shapes = {
            "keys": inputs.shape,
            "values": inputs.shape,
            "retention": (inputs.shape[0], 1),
        }
        return {name: keras.KerasTensor(shape, dtype="float32") for name, shape in shapes.items()}

    def report(self):
        """The rates as they are now, as floats by name, for boards and logs."""
        return {name: float(ops.convert_to_numpy(getattr(self, name))) for name in RATES}

    def measure(self, written):
        """How full a memory is after every write.

        Args:
            written: Dictionary of arrays, as `write` returns it.

        Returns:
            Dictionary of arrays `(B, N)`: `"norm"` and `"rank"` of W, and `"at_0"` and `"at_6"`,
            the share of ReLU6's results, in values and keys alike, at its bounds.
        """
        rate = self._scale * self.report()["eta"]
        activations = np.concatenate([written["values"], written["keys"] / rate], axis=-1)
        at_zero, at_six = saturation(activations)
        return {**super().measure(written), "at_0": at_zero, "at_6": at_six}

    def vary(self, hp):
        """Declares the rates as a search space around the cell's own, and returns a trial's.

        Theta goes from half to twice what it is. So that every point of the space keeps Appendix
        A's conditions, delta goes from 0 to what it is, and eta from half-way between the two to
        twice what it is.

        Args:
            hp: `keras_tuner.HyperParameters`.

        Returns:
            Dictionary of a trial's arguments: `eta`, `delta`, `theta` and `trainable_rates`.
        """
        eta, delta, theta = (self.initial_rates[name] for name in RATES)
        learned = self.trainable_rates
        return {
            "eta": hp.Float("eta", (eta + delta) / 2, 2 * eta, default=eta),
            "delta": hp.Float("delta", 0.0, delta, default=delta),
            "theta": hp.Float("theta", theta / 2, 2 * theta, default=theta),
            "trainable_rates": (learned or RATES)
            if hp.Boolean("trainable_rates", default=bool(learned))
            else (),
        }

    def _recall(self, memory, query):
        return self._memory.recall(memory, query, self._retention)

    @property
    def _rate(self):
        # W is kept multiplied by `scale`, which is the same as scaling every product with it.
        return self._scale * self.eta

    @property
    def _retention(self):
        return 1.0 - self.delta

    def get_config(self):
        return {
            **super().get_config(),
            **self.initial_rates,
            "trainable_rates": list(self.trainable_rates),
            "scale": self.scale,
            "form": self.form,
            "capacity": self.capacity,
        }


def _check(eta, delta, theta, trainable_rates, scale, form):
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
    if scale != "mean" and not (isinstance(scale, (int, float)) and scale > 0):
        raise ValueError(f'`scale` must be positive, or "mean". Received: scale={scale}')
    if form not in ("auto", "traces", "dense"):
        raise ValueError(f'`form` must be "auto", "traces" or "dense". Received: form={form}')
