"""The glimpse cell that tells in words what it looks at.

Symbols: B images, N words, h, w the grid's height and width, C channels, H units of the core, E of
a word, V words and the end.
"""

import keras
import numpy as np
from keras import ops

from stawm_keras.layers.glimpse.grid_attention_cell import GridAttentionCell
from stawm_keras.layers.glimpse.grid_attention_cell import largest
from stawm_keras.layers.sizes import check_sizes
from stawm_keras.registration import register

END = 0  # The token of a caption's end, of all behind it, and of what is before the first word.
NEVER = -1e4  # A logit.


@register
class CaptionCell(GridAttentionCell):
    """Looks at a grid of features once for every word of a caption, and says the word.

    At every step, the core's state weighs the places of the grid, as in `GridAttentionCell` with
    soft attention; the core, an LSTM, is given the mean of the features `z` under the weights and
    the embedding `E y` of the word before; and the logits of the next word are of a deep output,
    `L (E y + L_h h + L_z z)`. The core starts from the mean of all features.

    Where captions are given, the word before is theirs (teacher forcing); otherwise it is the
    likeliest that the cell itself said. Tokens are 0 for the end, which all steps behind it repeat
    with certainty, and 1, 2, ... for the words.

    Args:
        num_words: Integer, the number of different words.
        embedding_units: Integer E, the units of a word's embedding and of the deep output.
        units: Integer H, the units of the core.
        attention_units: Integer, the units in which features and state are compared.
        doubly_stochastic: Float, a weight in the loss (see `GridAttentionCell`); what is looked at
            behind the end does not count.
        **kwargs: Other `keras.Layer` arguments, `name` and `dtype` among them.

    Output shape:
        `GlimpseLoop`, which is given the grid `(B, h, w, C)` as its image, and as its context the
        tokens `(B, N)` of captions or none, returns of this cell a dictionary: `"attention"`
        `(B, N, h, w)`, the weights, and `"logits"` `(B, N, V)`, both float32; `"hidden"`
        `(B, N, H)`, the core after each look.

    Raises:
        ValueError: If a size is less than 1, `doubly_stochastic` is negative, or there are not as
            many tokens as steps.

    Example:

    >>> cell = stawm_keras.layers.CaptionCell(num_words=20, embedding_units=16, units=32)
    >>> loop = stawm_keras.layers.GlimpseLoop(cell, num_glimpses=5)
    >>> grid = np.ones((2, 7, 7, 64), "float32")
    >>> loop(grid)["logits"].shape
    (2, 5, 21)
    >>> loop(grid, np.array([[3, 1, 4, 0, 0], [1, 5, 9, 2, 0]]))["attention"].shape
    (2, 5, 7, 7)

    Reference:
        Xu et al., "Show, Attend and Tell", 2015, Section 3.1.2, Equations 1 to 7.
    """

    def __init__(
        self,
        num_words,
        embedding_units=512,
        units=512,
        attention_units=512,
        doubly_stochastic=0.0,
        **kwargs,
    ):
        super().__init__(units, attention_units, doubly_stochastic=doubly_stochastic, **kwargs)
        check_sizes(num_words=num_words, embedding_units=embedding_units)
        self.num_words = num_words
        self.embedding_units = embedding_units

        policy = self.dtype_policy
        self.embed = keras.layers.Embedding(
            num_words + 1, embedding_units, dtype=policy, name="embed"
        )
        self.first_hidden = keras.layers.Dense(units, "tanh", dtype=policy, name="first_hidden")
        self.first_carry = keras.layers.Dense(units, "tanh", dtype=policy, name="first_carry")
        self.of_hidden = keras.layers.Dense(embedding_units, dtype=policy, name="of_hidden")
        self.of_read = keras.layers.Dense(
            embedding_units, use_bias=False, dtype=policy, name="of_read"
        )
        self.say = keras.layers.Dense(num_words + 1, dtype="float32", name="say")

    def build(self, image_shape, context_shape, num_glimpses):
        if context_shape is not None and tuple(context_shape[1:]) != (num_glimpses,):
            raise ValueError(
                f"A caption has a token for each of {num_glimpses} steps, words and then ends. "
                f"Received: tokens of shape {tuple(context_shape)}"
            )
        super().build(image_shape, context_shape, num_glimpses)
        batch, channels = image_shape[0], image_shape[-1]
        self.embed.build((batch,))
        self.of_hidden.build((batch, self.units))
        for layer in (self.first_hidden, self.first_carry, self.of_read):
            layer.build((batch, channels))
        self.say.build((batch, self.embedding_units))

    def core_features(self, channels):
        return channels + self.embedding_units

    def first_core(self, image):
        mean = ops.mean(ops.cast(image, self.compute_dtype), axis=(1, 2))
        return self.first_hidden(mean), self.first_carry(mean)

    def begin(self, image, context, num_glimpses, training=None):
        state, _ = super().begin(image, context, num_glimpses, training)
        if context is not None:
            tokens = ops.cast(context, "int32")
            first, before = ops.zeros_like(tokens[:, :1]), tokens[:, :-1]
            said = ops.concatenate([first + END, before], axis=1)
            goes_on = ops.concatenate([first == 0, before != END], axis=1)
            by_step = {"word": self.embed(said), "goes_on": ops.cast(goes_on, "float32")}
            return state, {name: ops.swapaxes(part, 0, 1) for name, part in by_step.items()}
        ends = ops.full((ops.shape(image)[0],), END, dtype="int32")
        said = ops.one_hot(ends, self.num_words + 1, dtype="float32")
        return {**state, "said": said, "goes_on": said[:, END]}, None

    def step(self, image, state, noise):
        speaks = noise is None
        if speaks:
            embeddings = ops.cast(self.embed.embeddings, self.compute_dtype)
            word = ops.matmul(ops.cast(state["said"], self.compute_dtype), embeddings)
            goes_on = state["goes_on"]
        else:
            word, goes_on = noise["word"], noise["goes_on"]
        seen, read = self.look(image, state)
        features = ops.concatenate([word, read], axis=-1)
        core = self.core_cell.apply(features, state["core"], state["weights"])
        seen |= {"hidden": core[0], "read": read, "word": word, "goes_on": goes_on}
        state = {**state, "core": core}
        if speaks:
            seen["logits"] = self.logits(seen)
            said = largest(seen["logits"])
            state |= {"said": said, "goes_on": 1 - said[:, END]}
        return seen, state

    def logits(self, seen):
        """Of what was seen at a step, or at all of them, the logits of the word to be said."""
        output = seen["word"] + self.of_hidden(seen["hidden"]) + self.of_read(seen["read"])
        goes_on = seen["goes_on"][..., None]
        ended = np.where(np.arange(self.num_words + 1) == END, 0, NEVER).astype("float32")
        return goes_on * self.say(output) + (1 - goes_on) * ended

    def finish(self, seen):
        logits = seen["logits"] if "logits" in seen else self.logits(seen)
        return {**super().finish(seen), "logits": logits}

    def counted(self, seen):
        return seen["goes_on"][..., None, None] * seen["attention"]

    def get_config(self):
        config = super().get_config()
        for name in ("attention", "at_inference", "seed"):
            del config[name]
        return {
            **config,
            "num_words": self.num_words,
            "embedding_units": self.embedding_units,
        }
