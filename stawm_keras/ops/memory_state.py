"""The memory as a state of fixed size, flat as the states of `keras.layers.RNN` are.

Two forms that compute the same: `DenseState`, the definition, and `TraceState`. Keys p, values e
and queries come as `(B, 1, M)` or `(B, Q, M)`; `retention` is 1 - delta.
"""

from keras import ops


class DenseState:
    """W itself: `[(B, M * M)]`."""

    def __init__(self, units):
        self.units = units
        self.sizes = [units * units]

    def recall(self, states, query, retention):
        """W q, `(B, Q, M)`."""
        matrix = ops.reshape(states[0], (-1, self.units, self.units))
        return ops.matmul(query, ops.swapaxes(matrix, 1, 2))

    def add(self, states, key, value, retention):
        """The states after e p^T was written: W <- (1 - delta) W + e p^T."""
        outer = ops.matmul(ops.swapaxes(value, 1, 2), key)
        return [retention * states[0] + ops.reshape(outer, ops.shape(states[0]))]


class TraceState:
    """The latest traces, and W as it was before them.

    The states are W `(B, M * M)`, keys and values `(B, capacity * M)`, and how many traces are held
    `(B, 1)`. When all slots are taken, the traces are added to W and the slots emptied, so nothing
    is ever dropped.
    """

    def __init__(self, units, capacity):
        self.units = units
        self.capacity = capacity
        self.dense = DenseState(units)
        self.sizes = [*self.dense.sizes, capacity * units, capacity * units, 1]

    def recall(self, states, query, retention):
        """W q, `(B, Q, M)`."""
        keys, values, held = self._slots(states)
        before = self.dense.recall(states[:1], query, retention)
        before = before * ops.expand_dims(_decay(retention, held), 2)
        scores = ops.matmul(query, ops.swapaxes(keys, 1, 2))
        return before + ops.matmul(scores * self._weights(held, retention), values)

    def add(self, states, key, value, retention):
        """The states after e p^T was written into the next free slot."""
        # A step that is masked for a sample leaves its state alone: counts differ between samples.
        matrix, *slots = ops.cond(
            ops.any(states[3] >= self.capacity),
            lambda: self._consolidate(states, retention),
            lambda: list(states),
        )
        keys, values, held = slots
        free = ops.cast(ops.equal(ops.arange(self.capacity, dtype="float32"), held), "float32")
        free = ops.expand_dims(free, 2)
        return [
            matrix,
            keys + ops.reshape(free * key, ops.shape(keys)),
            values + ops.reshape(free * value, ops.shape(values)),
            held + 1,
        ]

    def _consolidate(self, states, retention):
        """Adds all traces to W and empties the slots."""
        matrix, (keys, values, held) = states[0], self._slots(states)
        weights = ops.swapaxes(self._weights(held, retention), 1, 2)
        outer = ops.matmul(ops.swapaxes(values * weights, 1, 2), keys)
        matrix = _decay(retention, held) * matrix + ops.reshape(outer, ops.shape(matrix))
        return [matrix, *(ops.zeros_like(state) for state in states[1:])]

    def _slots(self, states):
        shape = (-1, self.capacity, self.units)
        return ops.reshape(states[1], shape), ops.reshape(states[2], shape), states[3]

    def _weights(self, held, retention):
        """(1 - delta)^age of every slot, `(B, 1, capacity)`, the newest trace's age being 0."""
        ages = held - 1 - ops.arange(self.capacity, dtype="float32")
        return ops.expand_dims(_decay(retention, ops.maximum(ages, 0.0)), 1)


def _decay(retention, ages):
    """(1 - delta)^age."""
    # Ages that are known to be zero, as in the first step of an unrolled RNN, make TensorFlow's
    # graph optimiser give the power the shape of its base.
    return ops.power(retention * ops.ones_like(ages), ages)
