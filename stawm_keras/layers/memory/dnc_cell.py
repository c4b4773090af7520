"""The differentiable neural computer as a Keras RNN cell."""

import keras
from keras import ops

from stawm_keras.layers.memory.interface import Interface
from stawm_keras.layers.memory.slots_cell import SlotsCell
from stawm_keras.layers.sizes import check_sizes
from stawm_keras.ops.addressing import allocation
from stawm_keras.ops.addressing import cosine
from stawm_keras.ops.addressing import linked
from stawm_keras.registration import register


@register
class DNCCell(SlotsCell):
    """A differentiable neural computer: an LSTM with a memory that it allocates, links and frees.

    A step gives the LSTM the input and what was read at the step before. What it then tells the
    memory first writes,

        u <- (u + w - u * w) * prod_r (1 - f_r w_r)      usage of the slots, less those freed
        a_i = (1 - u_i) prod_(j less used than i) u_j    allocation, without sorting
        w <- g_w (g_a a + (1 - g_a) softmax(beta cos(k, M)))
        M <- M * (1 - w e^T) + w v^T
        L_ij <- (1 - w_i - w_j) L_ij + w_i p_j           that i was written after j; L_ii = 0
        p <- (1 - sum w) p + w                           the last to be written

    and then reads, with each of R heads, before and after what it read last, or by content:

        w_r <- pi_1 L^T w_r + pi_2 softmax(beta_r cos(k_r, M)) + pi_3 L w_r
        r = w_r M

    Free gates `f`, write gate `g_w`, allocation gate `g_a` and erase vector `e` are sigmoids,
    strengths `beta` 1 + softplus, read modes `pi` a softmax. All is zero at first. What the memory
    is told is clipped to [-20, 20]. It is float32 under every dtype policy.

    In a glimpse model heads read the rows of M.

    Args:
        units: Integer H, the units of the LSTM, and the features of what is written where a glimpse
            model writes.
        slots: Integer S, the rows of the memory; time and memory grow with `S^2`.
        width: Integer W, the width of a row.
        heads: Integer R, how many heads read.
        **kwargs: Other `keras.Layer` arguments, `name` among them; not `dtype`.

    Call arguments:
        inputs: Tensor `(B, F)`.
        states: List of tensors: the last output, the LSTM's cell state `(B, H)`, the memory
            `(B, S * W)`, links `(B, S * S)`, precedence, usage and the last write's weighting
            `(B, S)`, and the reads' weightings `(B, R * S)`.

    Input shape:
        `(B, F)`.

    Output shape:
        `(B, H + R * W)`: the LSTM's output, and what was read. The paper's output is a `Dense`
        layer of it.

    Raises:
        ValueError: If a size is not positive.

    Example:

    >>> cell = stawm_keras.layers.DNCCell(64, slots=16, width=16, heads=4)
    >>> keras.layers.RNN(cell, return_sequences=True)(np.ones((2, 7, 10), "float32")).shape
    (2, 7, 128)

    Reference:
        Graves et al., "Hybrid computing using a neural network with dynamic external memory",
        Nature 538, 2016.
    """

    def __init__(self, units, slots=16, width=16, heads=4, **kwargs):
        check_sizes(slots=slots, width=width, heads=heads)
        super().__init__(units, **kwargs)
        self.words_shape = (slots, width)
        self.heads = heads
        self.output_size = units + heads * width
        self.state_size = [
            self.output_size,
            units,
            slots * width,
            slots * slots,
            *3 * [slots],
            heads * slots,
        ]
        self.controller = keras.layers.LSTMCell(units, dtype="float32", name="controller")
        self.interface = Interface(
            {
                "read_key": (heads, width),
                "read_strength": (heads, 1),
                "write_key": (1, width),
                "write_strength": (1, 1),
                "erase": (1, width),
                "add": (1, width),
                "free": (heads, 1),
                "allocate": (1,),
                "write": (1,),
                "modes": (heads, 3),
            },
            name="interface",
        )

    def build(self, inputs_shape):
        self.controller.build((None, inputs_shape[-1] + self.output_size - self.units))
        self.interface.build((None, self.units))

    def call(self, inputs, states):
        last, carry, words, links, precedence, usage, written, reads = states
        slots, width = self.words_shape
        words = ops.reshape(words, (-1, slots, width))
        links = ops.reshape(links, (-1, slots, slots))
        reads = ops.reshape(reads, (-1, self.heads, slots))

        seen = ops.concatenate([ops.cast(inputs, "float32"), last[:, self.units :]], axis=-1)
        hidden, (_, carry) = self.controller(seen, [last[:, : self.units], carry])
        told = self.interface(hidden)

        usage = self._used(usage, written, reads, told)
        written = self._to_write(words, usage, told)
        links = linked(links, precedence, written)
        precedence = (1 - ops.sum(written, axis=-1, keepdims=True)) * precedence + written
        at = ops.expand_dims(written, 2)
        words = words * (1 - at * ops.sigmoid(told["erase"])) + at * told["add"]
        reads = self._to_read(words, links, reads, told)

        read = ops.reshape(ops.matmul(reads, words), (-1, self.heads * width))
        output = ops.concatenate([hidden, read], axis=-1)
        held = [
            ops.reshape(part, (-1, size))
            for part, size in zip(
                (words, links, precedence, usage, written, reads), self.state_size[2:], strict=True
            )
        ]
        return output, [output, carry, *held]

    def _used(self, usage, written, reads, told):
        kept = ops.unstack(1 - ops.sigmoid(told["free"]) * reads, self.heads, axis=1)
        usage = usage + written - usage * written
        for of_head in kept:
            usage = usage * of_head
        return usage

    def _to_write(self, words, usage, told):
        found = _by_content(told["write_key"], told["write_strength"], words)
        found, allocate = ops.squeeze(found, 1), ops.sigmoid(told["allocate"])
        mixed = allocate * allocation(usage) + (1 - allocate) * found
        return ops.sigmoid(told["write"]) * mixed

    def _to_read(self, words, links, reads, told):
        before, found, after = ops.split(ops.softmax(told["modes"], axis=-1), 3, axis=-1)
        return (
            before * ops.matmul(reads, links)
            + found * _by_content(told["read_key"], told["read_strength"], words)
            + after * ops.matmul(reads, ops.swapaxes(links, 1, 2))
        )

    def slots(self, states):
        words = ops.reshape(states[2], (-1, *self.words_shape))
        return self._all_filled(words, self.words_shape[1] ** -0.5)

    def addressing(self, states):
        """Where the heads are, and which slots are in use.

        Args:
            states: List of states, as a step returns them.

        Returns:
            Dictionary of tensors `(B, heads, S)`, weightings of the slots: `"read"`, and of one
            head `"write"`; and, of one row, `"usage"`, by which was written, and `"allocation"`,
            the weighting that follows from it.
        """
        usage, written, reads = states[5:]
        rows = {"write": written, "usage": usage, "allocation": allocation(usage)}
        return {
            "read": ops.reshape(reads, (-1, self.heads, self.words_shape[0])),
            **{name: ops.expand_dims(row, 1) for name, row in rows.items()},
        }

    def vary(self, hp):
        """Declares the memory's size as a search space, from half to twice what it is.

        Args:
            hp: `keras_tuner.HyperParameters`.

        Returns:
            Dictionary of a trial's arguments: `slots` and `width`.
        """
        return {
            name: hp.Int(name, max(1, size // 2), 2 * size, default=size)
            for name, size in zip(("slots", "width"), self.words_shape, strict=True)
        }

    def get_config(self):
        slots, width = self.words_shape
        return {**super().get_config(), "slots": slots, "width": width, "heads": self.heads}


def _by_content(keys, strengths, words):
    return ops.softmax((1 + ops.softplus(strengths)) * cosine(keys, words), axis=-1)
