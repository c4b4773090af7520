"""Stacks that an RNN learns to push to and to pop from."""

import keras
from keras import ops

from stawm_keras.layers.memory.slots_cell import SlotsCell
from stawm_keras.layers.sizes import check_sizes
from stawm_keras.registration import register

# What a place on a stack holds to which nothing was pushed.
EMPTY = -1.0


@register
class StackCell(SlotsCell):
    """A recurrent network with stacks, which it pushes to and pops from by degrees.

    With the input `x`, the last hidden state `h`, and the tops of the stacks `s`, the K uppermost
    places of each, a step is

        h <- sigmoid(U x + R h + P s)
        a = softmax(A h)                                 for each stack: push, pop (and no-op)
        s_0 <- a_push sigmoid(D h) + a_pop s_1           (+ a_no-op s_0)
        s_i <- a_push s_i-1 + a_pop s_i+1                (+ a_no-op s_i)

    A place to which nothing was pushed holds -1. What is pushed beyond the depth is lost. The
    stacks are float32 under every dtype policy.

    In a glimpse model heads read the stacks' places, from the top down: a slot holds what all
    stacks have at one depth, counted from -1, so that where nothing is nothing is read.

    Args:
        units: Integer, the units of the hidden state, and the features of what is written where a
            glimpse model writes.
        stacks: Integer, how many stacks there are.
        depth: Integer, how many places a stack has.
        seen: Integer K, how many places of each stack the hidden state sees.
        no_op: Boolean, whether a stack can also stay as it is.
        **kwargs: Other `keras.Layer` arguments, `name` among them; not `dtype`.

    Call arguments:
        inputs: Tensor `(B, F)`.
        states: List of tensors: the hidden state `(B, units)`, and the stacks `(B, depth *
            stacks)`, counted from -1.

    Input shape:
        `(B, F)`.

    Output shape:
        `(B, units)`: the hidden state.

    Raises:
        ValueError: If a size is not positive, or `seen` is more than the depth.

    Example:

    >>> cell = stawm_keras.layers.StackCell(40, depth=32)
    >>> keras.layers.RNN(cell, return_sequences=True)(np.ones((2, 9, 5), "float32")).shape
    (2, 9, 40)

    Reference:
        Joulin and Mikolov, "Inferring Algorithmic Patterns with Stack-Augmented Recurrent Nets",
        2015 (arXiv:1503.01007), with a hidden state that is recurrent.
    """

    def __init__(self, units, stacks=10, depth=16, seen=2, no_op=False, **kwargs):
        check_sizes(stacks=stacks, depth=depth, seen=seen)
        if seen > depth:
            raise ValueError(
                f"`seen` must be at most the depth of the stacks, {depth}. Received: seen={seen}"
            )
        super().__init__(units, **kwargs)
        self.words_shape = (depth, stacks)
        self.stacks = stacks
        self.depth = depth
        self.seen = seen
        self.no_op = no_op
        self.output_size = units
        self.state_size = [units, depth * stacks]
        self.actions = 3 if no_op else 2
        dense = {"dtype": "float32"}
        self.of_input = keras.layers.Dense(units, **dense, name="of_input")
        self.of_hidden = keras.layers.Dense(
            units, use_bias=False, kernel_initializer="orthogonal", **dense, name="of_hidden"
        )
        self.of_stacks = keras.layers.Dense(units, use_bias=False, **dense, name="of_stacks")
        self.act = keras.layers.Dense(self.actions * stacks, **dense, name="act")
        self.push = keras.layers.Dense(stacks, **dense, name="push")

    def build(self, inputs_shape):
        self.of_input.build((None, inputs_shape[-1]))
        self.of_stacks.build((None, self.seen * self.stacks))
        for layer in (self.of_hidden, self.act, self.push):
            layer.build((None, self.units))

    def call(self, inputs, states):
        # Above the empty level, so that zeros are empty stacks: actions sum to 1, which keeps it.
        hidden, held = states[0], ops.reshape(states[1], (-1, self.depth, self.stacks))
        tops = ops.reshape(held[:, : self.seen] + EMPTY, (-1, self.seen * self.stacks))
        hidden = self.of_input(inputs) + self.of_hidden(hidden) + self.of_stacks(tops)
        hidden = ops.sigmoid(hidden)
        actions = ops.reshape(self.act(hidden), (-1, self.actions, self.stacks))
        actions = ops.softmax(actions, axis=1)
        pushed = ops.expand_dims(ops.sigmoid(self.push(hidden)) - EMPTY, 1)
        down = ops.concatenate([pushed, held[:, :-1]], axis=1)
        up = ops.pad(held[:, 1:], ((0, 0), (0, 1), (0, 0)))
        moved = actions[:, :1] * down + actions[:, 1:2] * up
        if self.no_op:
            moved = moved + actions[:, 2:] * held
        return hidden, [hidden, ops.reshape(moved, (-1, self.depth * self.stacks))]

    def slots(self, states):
        return self._all_filled(ops.reshape(states[1], (-1, self.depth, self.stacks)))

    def vary(self, hp):
        """Declares the number of stacks as a search space, from half to twice what it is.

        Args:
            hp: `keras_tuner.HyperParameters`.

        Returns:
            Dictionary of a trial's arguments: `stacks`.
        """
        count = self.stacks
        return {"stacks": hp.Int("stacks", max(1, count // 2), 2 * count, default=count)}

    def get_config(self):
        return {
            **super().get_config(),
            "stacks": self.stacks,
            "depth": self.depth,
            "seen": self.seen,
            "no_op": self.no_op,
        }
