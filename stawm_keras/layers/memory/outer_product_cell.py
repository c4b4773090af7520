"""Linear attention and its kin as a Keras RNN cell."""

import keras
import numpy as np
from keras import ops

from stawm_keras.layers.memory.matrix_cell import MatrixCell
from stawm_keras.layers.memory.matrix_cell import vary_decay
from stawm_keras.ops.outer_products import RULES
from stawm_keras.ops.outer_products import Association
from stawm_keras.ops.outer_products import associate
from stawm_keras.ops.outer_products import associate_sequence
from stawm_keras.registration import register

# Under the root of a length, so that a vector of zeros has slopes.
LEAST = 1e-6
# What is learned to be kept starts near 0.95.
DECAY_BIAS = -3.0


@register
class OuterProductCell(MatrixCell):
    """Writes outer products of values and keys into a matrix S, and reads it with queries.

        hebb    S <- a S + v k^T
        delta   S <- a S + b (v - a S k) k^T
        oja     S <- a S + b v (k - a S^T v)^T

    and then `S q` is read. Hebb's rule is linear attention; with a decay `a` that is fixed, RetNet,
    and with one that is learned, gated linear attention. The delta rule, which writes only what a
    key does not recall yet and so overwrites, is DeltaNet, and with a decay gated DeltaNet. Oja's
    subspace rule is the delta rule with keys and values exchanged.

    Keys, values and queries are projections of what is written, without biases, or are brought.
    Keys and queries, and with Oja's rule values, are then made as long as 1. The rate `b`, of delta
    and Oja alone, is the sigmoid of a projection. With several heads, each has its part of the
    features and S consists of their blocks. It is float32 under every dtype policy.

    Args:
        units: Integer M, the number of features of keys, values and queries.
        rule: `"hebb"`, `"delta"` or `"oja"`.
        decay: What a write keeps of what was there: a float `a` in (0, 1] or a tuple of one for
            each head; `"learned"` for `exp(-e^A softplus(x))` of a projection x; `None` for all.
        heads: Integer, how many heads there are; `units` are divided among them.
        **kwargs: Other `keras.Layer` arguments, `name` among them; not `dtype`.

    Call arguments:
        inputs: Tensor `(B, M)`, what keys, values and queries are made of; or `(B, 3 M)`, key,
            value and query, which are then not projected.
        states: List of tensors, the last read `(B, M)` and S of every head, `(B, M * M / heads)`.

    Input shape:
        `(B, M)` or `(B, 3 M)`.

    Output shape:
        `(B, M)`: what was read after it was written.

    Raises:
        ValueError: If `rule` or `decay` is none of its values, `heads` do not divide `units`, or
            the input has another width.

    Example:

    >>> cell = stawm_keras.layers.OuterProductCell(32, rule="delta", heads=4)
    >>> inputs = np.random.default_rng(0).normal(size=(2, 10, 32)).astype("float32")
    >>> keras.layers.RNN(cell, return_sequences=True)(inputs).shape
    (2, 10, 32)
    >>> cell.write(inputs)["weights"].shape
    (2, 32, 32)

    Reference:
        Katharopoulos et al., "Transformers are RNNs", 2020 (arXiv:2006.16236); Schlag, Irie and
        Schmidhuber, "Linear Transformers Are Secretly Fast Weight Programmers", 2021
        (arXiv:2102.11174); Sun et al., "Retentive Network", 2023 (arXiv:2307.08621); Yang, Kautz
        and Hatamizadeh, "Gated Delta Networks", 2024 (arXiv:2412.06464); Oja, "Neural networks,
        principal components, and subspaces", 1989.
    """

    def __init__(self, units, rule="hebb", decay=None, heads=1, **kwargs):
        super().__init__(units, **kwargs)
        if rule not in RULES:
            raise ValueError(f"`rule` must be one of {RULES}. Received: rule={rule}")
        if not isinstance(heads, int) or heads < 1 or units % heads:
            raise ValueError(
                f"`heads` must divide the {units} units. Received: heads={heads}, units={units}"
            )
        self.rule = rule
        self.decay = tuple(decay) if isinstance(decay, list) else decay
        self.heads = heads
        self._decays = _decays(decay, heads)
        self.state_size = [units, units * units // heads]

    def build(self, inputs_shape):
        self._build(inputs_shape, to_write=False)

    def build_to_write(self, inputs_shape):
        """Builds the cell without the projection of queries, for who has queries of its own."""
        self._build(inputs_shape, to_write=True)
        self.built = True

    def _build(self, inputs_shape, to_write):
        width = inputs_shape[-1]
        if width not in (self.units, 3 * self.units):
            raise ValueError(
                f"{self.name} writes {self.units} features, or a key, a value and a query of as "
                f"many each; project to {self.units} or {3 * self.units} first, with "
                f"keras.layers.Dense, say. Received: input of shape {tuple(inputs_shape)}"
            )
        self.projections = []
        if width == self.units:
            names = ("key", "value") if to_write else ("key", "value", "query")
            for name in names:
                dense = keras.layers.Dense(self.units, use_bias=False, dtype="float32", name=name)
                dense.build((None, width))
                self.projections.append(dense)
        if self.rule != "hebb":
            self.rate = keras.layers.Dense(self.heads, "sigmoid", dtype="float32", name="rate")
            self.rate.build((None, width))
        if self.decay == "learned":
            self.forget = keras.layers.Dense(
                self.heads,
                "softplus",
                bias_initializer=keras.initializers.Constant(DECAY_BIAS),
                dtype="float32",
                name="forget",
            )
            self.forget.build((None, width))
            self.forget_scale = self.add_weight(
                (self.heads,), "zeros", autocast=False, name="forget_scale"
            )

    def call(self, inputs, states):
        association, query = self._parts(inputs)
        memory = associate(self._blocks(states), association, self.rule)
        read = ops.reshape(ops.matmul(memory, query[..., None]), (-1, self.units))
        return read, [read, ops.reshape(memory, (-1, self.state_size[1]))]

    def matrix(self, states):
        return self._of_blocks(self._blocks(states))

    def write(self, inputs, every_step=False):
        association, *_ = self._parts(inputs)
        # Heads before steps.
        association = Association(
            *(None if part is None else ops.swapaxes(part, 1, 2) for part in association)
        )
        blocks = associate_sequence(association, self.rule, every_step)
        return {"weights": self._of_blocks(ops.swapaxes(blocks, 1, 2) if every_step else blocks)}

    def _parts(self, inputs):
        """What is written of inputs `(B, ..., F)`, and queries, heads after the other axes.

        Where the cell was built to write alone, there are no queries.
        """
        inputs = ops.cast(inputs, "float32")
        if self.projections:
            parts = [projection(inputs) for projection in self.projections]
        else:
            parts = ops.split(inputs, 3, axis=-1)
        shape = (*ops.shape(inputs)[:-1], self.heads, self.units // self.heads)
        key, value, *query = (ops.reshape(part, shape) for part in parts)
        value = _as_long_as_1(value) if self.rule == "oja" else value
        rate = None if self.rule == "hebb" else self.rate(inputs)
        association = Association(_as_long_as_1(key), value, rate, self._log_decay(inputs))
        return association, *map(_as_long_as_1, query)

    def _log_decay(self, inputs):
        if self.decay is None:
            return None
        if self.decay == "learned":
            return -ops.exp(self.forget_scale) * self.forget(inputs)
        shape = (*ops.shape(inputs)[:-1], self.heads)
        return ops.broadcast_to(np.log(self._decays).astype("float32"), shape)

    def _blocks(self, states):
        side = self.units // self.heads
        return ops.reshape(states[1], (-1, self.heads, side, side))

    def _of_blocks(self, blocks):
        """A matrix `(..., M, M)` of the heads' `(..., h, M / h, M / h)` along its diagonal."""
        if self.heads == 1:
            return ops.squeeze(blocks, -3)
        places = np.eye(self.heads, dtype="float32")[:, None, :, None]
        matrix = places * blocks[..., :, :, None, :]
        return ops.reshape(matrix, (*ops.shape(blocks)[:-3], self.units, self.units))

    def report(self):
        """What is kept and the rate, the means of all heads, as floats by name.

        Those that depend on what is written are given for zeros.
        """
        kept = self._decays
        if self.decay == "learned":
            scale, bias = map(ops.convert_to_numpy, (self.forget_scale, self.forget.bias))
            kept = np.exp(-np.exp(scale) * np.log1p(np.exp(bias)))
        found = {"decay": float(np.mean(kept))}
        if self.rule != "hebb":
            found["rate"] = float(np.mean(ops.convert_to_numpy(ops.sigmoid(self.rate.bias))))
        return found

    def vary(self, hp):
        """Declares a fixed decay as a search space around the cell's own, and returns a trial's.

        What is forgotten goes from half to twice what it is.

        Args:
            hp: `keras_tuner.HyperParameters`.

        Returns:
            Dictionary of a trial's arguments: `decay`, where it is one number below 1.
        """
        return vary_decay(hp, self.decay) if isinstance(self.decay, float) else {}

    def get_config(self):
        decay = list(self.decay) if isinstance(self.decay, tuple) else self.decay
        return {**super().get_config(), "rule": self.rule, "decay": decay, "heads": self.heads}


def _decays(decay, heads):
    """What every head keeps, where that does not depend on what is written."""
    if decay is None or isinstance(decay, str) and decay == "learned":
        return np.ones(heads)
    try:
        decays = np.broadcast_to(np.asarray(decay, "float64"), (heads,))
    except (TypeError, ValueError):
        decays = np.zeros(heads)
    if not ((decays > 0) & (decays <= 1)).all():
        raise ValueError(
            f'`decay` must be in (0, 1], one number or one for each of {heads} heads, "learned" or '
            f"None. Received: decay={decay}"
        )
    return decays


def _as_long_as_1(vectors):
    squares = ops.sum(ops.square(vectors), axis=-1, keepdims=True)
    return vectors * ops.rsqrt(squares + LEAST)
