"""The base of memories that keep words in slots."""

import keras
from keras import ops

from stawm_keras.layers.memory.memory_cell import MemoryCell
from stawm_keras.ops import Slots


class SlotsCell(MemoryCell):
    """A memory whose states hold words in slots, which queries read by softmax.

    Subclasses have what an RNN cell has, `call`, `state_size` and `output_size`, and `slots` and
    `words_shape`, a tuple of how many slots there are and the width of a word.

    Args:
        units: Integer M, the number of features of what is written.
        **kwargs: Other `keras.Layer` arguments, `name` among them; not `dtype`.
    """

    words_shape: tuple[int, int]

    def slots(self, states):
        """The `Slots` that states of `keras.layers.RNN` hold."""
        raise NotImplementedError

    def held(self, states):
        """What states hold: `"words"` `(B, S, W)`, `"strength"` `(B, 1)`, `"filled"` `(B, S)`."""
        return self.slots(states)._asdict()

    def written_spec(self, inputs):
        """What `write` returns of inputs for every step, as `keras.KerasTensor`s."""
        count, width = self.words_shape
        shapes = Slots(words=(count, width), strength=(1,), filled=(count,))._asdict()
        return {
            name: keras.KerasTensor((*inputs.shape[:2], *shape), dtype="float32")
            for name, shape in shapes.items()
        }

    def _all_filled(self, words, strength=1.0):
        """Slots of words `(B, S, W)` none of which is ever closed to a query."""
        filled = ops.ones_like(words[:, :, 0])
        return Slots(words, strength * ops.ones_like(words[:, 0, :1]), filled)
