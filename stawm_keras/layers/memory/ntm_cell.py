"""The neural Turing machine as a Keras RNN cell."""

import keras
import numpy as np
from keras import ops

from stawm_keras.layers.memory.interface import Interface
from stawm_keras.layers.memory.slots_cell import SlotsCell
from stawm_keras.layers.sizes import check_sizes
from stawm_keras.ops.addressing import cosine
from stawm_keras.ops.addressing import sharpened
from stawm_keras.ops.addressing import shifted
from stawm_keras.registration import register

# What all of the memory is where it is empty.
START = 1e-6
# How much of a head's usage of the slots lasts a step.
USAGE_LASTS = 0.96


@register
class NTMCell(SlotsCell):
    """A neural Turing machine: an LSTM with heads that read from and write into a memory of words.

    A step gives the LSTM the input and what was read at the step before. Of its output `h` come,
    for every head, R that read and one that writes, a key `k` (tanh), its strength `beta`
    (softplus), a gate `g` (sigmoid), shifts `s` (softmax of -1, 0, 1) and a power `gamma`
    (1 + softplus); they make of its last weighting `w` of the memory's rows M the next one:

        w_c = softmax(beta cos(k, M))                    by content
        w_g = g w_c + (1 - g) w
        w~_i = sum_j s_j w_g,i-j                         by place, in a circle
        w <- w~^gamma / sum w~^gamma

    The heads read, `r = w M`, and then the last one writes, `M <- M * (1 - w e^T) + w a^T`, with an
    erase vector `e` (sigmoid) and what is added, `a` (tanh), of `h`. What is written at a step is
    read from the next on. At first all of M is 1e-6, nothing was read, and all heads are at the
    first slot. What the memory is told is clipped to [-20, 20]. It is float32 under every dtype
    policy.

    The options are those of dynamic NTMs. In a glimpse model heads read the rows of M.

    Args:
        units: Integer H, the units of the LSTM, and the features of what is written where a glimpse
            model writes.
        slots: Integer S, the rows of the memory.
        width: Integer W, the width of a row.
        heads: Integer R, how many heads read.
        address_width: Integer, the width of an address that every slot has beside its content: it
            is learned, found by keys that are as much wider, and read with the content; 0 for none.
        no_op: Boolean, whether there is a place more where nothing is read and nothing written; the
            row by which it is found is learned.
        usage: Boolean, whether a head learns to keep away from where it was by content:
            `beta cos(k, M)` less `sigmoid(.)` times its average over the steps before.
        **kwargs: Other `keras.Layer` arguments, `name` among them; not `dtype`.

    Call arguments:
        inputs: Tensor `(B, F)`.
        states: List of tensors: the last output, the LSTM's cell state `(B, H)`, the memory `(B,
            S * W)` and the weightings `(B, (R + 1) * S)`, the last two less what they are at first;
            with `no_op` S + 1 in place of S in the weightings; with `usage` then the averages, of
            the weightings' shape.

    Input shape:
        `(B, F)`.

    Output shape:
        `(B, H + R * (W + address_width))`: the LSTM's output, and what was read. The paper's output
        is a `Dense` layer of it.

    Raises:
        ValueError: If a size is not positive, or `address_width` negative.

    Example:

    >>> cell = stawm_keras.layers.NTMCell(100, slots=128, width=20)
    >>> keras.layers.RNN(cell, return_sequences=True)(np.ones((2, 7, 10), "float32")).shape
    (2, 7, 120)

    Reference:
        Graves, Wayne and Danihelka, "Neural Turing Machines", 2014 (arXiv:1410.5401); Gulcehre,
        Chandar, Cho and Bengio, "Dynamic Neural Turing Machine with Continuous and Discrete
        Addressing Schemes", 2016 (arXiv:1607.00036); the start of Collier and Beel, "Implementing
        Neural Turing Machines", 2018 (arXiv:1807.08518).
    """

    def __init__(
        self,
        units,
        slots=128,
        width=20,
        heads=1,
        address_width=0,
        no_op=False,
        usage=False,
        **kwargs,
    ):
        check_sizes(slots=slots, width=width, heads=heads)
        if address_width:
            check_sizes(address_width=address_width)
        super().__init__(units, **kwargs)
        self.words_shape = (slots, width + address_width)
        self.slot_count = slots
        self.width = width
        self.heads = heads
        self.address_width = address_width
        self.no_op = no_op
        self.usage = usage
        self.row_width = width + address_width
        self.places = slots + no_op
        self.output_size = units + heads * self.row_width
        of_heads = (heads + 1) * self.places
        self.state_size = [self.output_size, units, slots * width, of_heads]
        if usage:
            self.state_size.append(of_heads)
        self.controller = keras.layers.LSTMCell(units, dtype="float32", name="controller")
        every_head = heads + 1
        self.interface = Interface(
            {
                "key": (every_head, self.row_width),
                "strength": (every_head, 1),
                "gate": (every_head, 1),
                "shifts": (every_head, 3),
                "power": (every_head, 1),
                **({"avoid": (every_head, 1)} if usage else {}),
                "erase": (1, width),
                "add": (1, width),
            },
            name="interface",
        )

    def build(self, inputs_shape):
        read = self.heads * self.row_width
        self.controller.build((None, inputs_shape[-1] + read))
        self.interface.build((None, self.units))
        if self.address_width:
            self.addresses = self._add_rows("addresses", self.slot_count, self.address_width)
        if self.no_op:
            self.no_op_row = self._add_rows("no_op_row", 1, self.row_width)

    def _add_rows(self, name, count, width):
        # Written into inside a layer of another dtype policy, they are not to be cast to that.
        return self.add_weight((count, width), "glorot_uniform", autocast=False, name=name)

    def call(self, inputs, states):
        last, carry, words, weightings, *averages = states
        hidden, read = last[:, : self.units], last[:, self.units :]
        seen = ops.concatenate([ops.cast(inputs, "float32"), read], axis=-1)
        hidden, (_, carry) = self.controller(seen, [hidden, carry])
        told = self.interface(hidden)

        # All heads are at the first slot at first; zeros stand for that.
        first = np.eye(1, self.places, dtype="float32")
        by_head, flat = (-1, self.heads + 1, self.places), (-1, (self.heads + 1) * self.places)
        rows = self._rows(words)
        alike = cosine(ops.tanh(told["key"]), self._found_by(rows))
        scores = ops.softplus(told["strength"]) * alike
        if self.usage:
            average = ops.reshape(averages[0], by_head)
            kept = USAGE_LASTS * average + (1 - USAGE_LASTS) * scores
            scores = scores - ops.sigmoid(told["avoid"]) * average
            averages = [ops.reshape(kept, flat)]
        before = ops.reshape(weightings, by_head) + first
        weighting = self._moved(ops.softmax(scores, axis=-1), before, told)

        at_slots = weighting[..., : self.slot_count]
        read = ops.matmul(at_slots[:, :-1], rows)
        read = ops.reshape(read, (-1, self.heads * self.row_width))
        words = self._written(rows[..., : self.width], at_slots[:, -1:], told)
        output = ops.concatenate([hidden, read], axis=-1)
        return output, [output, carry, words, ops.reshape(weighting - first, flat), *averages]

    def _rows(self, words):
        """What heads read, `(B, S, W + address_width)`, of the state that holds the words."""
        words = START + ops.reshape(words, (-1, self.slot_count, self.width))
        return self._with(words, self.addresses, axis=2) if self.address_width else words

    def _found_by(self, rows):
        """What keys are compared with, which is a row more with `no_op`."""
        return self._with(rows, self.no_op_row, axis=1) if self.no_op else rows

    def _with(self, rows, learned, axis):
        learned = ops.broadcast_to(learned, (ops.shape(rows)[0], *learned.shape))
        return ops.concatenate([rows, learned], axis=axis)

    def _moved(self, by_content, before, told):
        gate = ops.sigmoid(told["gate"])
        gated = gate * by_content + (1 - gate) * before
        circle = shifted(gated[..., : self.slot_count], ops.softmax(told["shifts"], axis=-1))
        moved = ops.concatenate([circle, gated[..., self.slot_count :]], axis=-1)
        return sharpened(moved, 1 + ops.softplus(told["power"]))

    def _written(self, words, weighting, told):
        weighting = ops.swapaxes(weighting, 1, 2)
        words = words * (1 - weighting * ops.sigmoid(told["erase"]))
        words = words + weighting * ops.tanh(told["add"])
        return ops.reshape(words - START, (-1, self.slot_count * self.width))

    def slots(self, states):
        return self._all_filled(self._rows(states[2]), self.row_width**-0.5)

    def addressing(self, states):
        """Where the heads are.

        Args:
            states: List of states, as a step returns them.

        Returns:
            Dictionary of weightings of the slots, tensors `(B, heads, S)`: `"read"`, and `"write"`
            of one head; with `no_op` the last slot is the place where nothing is done.
        """
        first = np.eye(1, self.places, dtype="float32")
        weightings = ops.reshape(states[3], (-1, self.heads + 1, self.places)) + first
        return {"read": weightings[:, :-1], "write": weightings[:, -1:]}

    def vary(self, hp):
        """Declares the memory's size as a search space, from half to twice what it is.

        Args:
            hp: `keras_tuner.HyperParameters`.

        Returns:
            Dictionary of a trial's arguments: `slots` and `width`.
        """
        return {
            name: hp.Int(name, max(1, size // 2), 2 * size, default=size)
            for name, size in (("slots", self.slot_count), ("width", self.width))
        }

    def get_config(self):
        return {
            **super().get_config(),
            "slots": self.slot_count,
            "width": self.width,
            "heads": self.heads,
            "address_width": self.address_width,
            "no_op": self.no_op,
            "usage": self.usage,
        }
