"""Sentences as vectors."""

import keras
from keras import ops

from stawm_keras.layers.float32_layer import Float32Layer
from stawm_keras.layers.sizes import check_sizes
from stawm_keras.ops.facts import position_encoded
from stawm_keras.random import ReplicaSeedGenerator
from stawm_keras.registration import register

# The paper's standard deviation of all weights at first.
SPREAD = 0.1


@register
class SentenceEncoder(Float32Layer):
    """Makes a vector of each sentence: of its words, and of how long ago it was said.

    A sentence is the sum of its words' embeddings. With position encoding unit k of word j of J
    counts `2 ((1 - j / J) - (k / d) (1 - 2 j / J))` times, so that the order is told; that is twice
    what is printed in the paper, as its authors' program has it, and so about once. With time
    encoding a learned vector of its age is added, which is 0 for the last fact, 1 for the one
    before it, and so on; noise lets empty facts come in between while training. It is float32 under
    every dtype policy.

    Args:
        vocabulary_size: Integer, the number of words, with 0, which is no word.
        units: Integer d.
        num_facts: Integer, how many ages are told apart; all that is older has the last one. `None`
            for no time encoding.
        position_encoding: Boolean, whether the order of words is told.
        noise: Float in [0, 1), how likely an empty fact is to come after each fact while training.
        tables: Integer T, how many encodings stand side by side, each with weights of its own.
        seed: Integer or `None`, the seed of the noise.
        **kwargs: Other `keras.Layer` arguments, `name` among them; not `dtype`.

    Call arguments:
        words: Integers `(B, F, W)`, the words of F facts, the last of which was said last; or
            `(B, W)`, of one sentence that has no age, such as a question. A fact of zeros is none.
        training: Boolean or `None`, whether there is noise.

    Input shape:
        `(B, F, W)` or `(B, W)`.

    Output shape:
        `(B, F, T * units)` or `(B, T * units)`.

    Raises:
        ValueError: If a size is not positive, or `noise` is outside [0, 1).

    Example:

    >>> encode = stawm_keras.layers.SentenceEncoder(20, units=8, num_facts=3)
    >>> story = np.array([[[1, 2, 3], [4, 5, 0], [0, 0, 0]]])  # Two facts.
    >>> encode(story).shape
    (1, 3, 8)

    Reference:
        Sukhbaatar, Szlam, Weston and Fergus, "End-To-End Memory Networks", 2015
        (arXiv:1503.08895), Section 4.1.
    """

    def __init__(
        self,
        vocabulary_size,
        units,
        num_facts=None,
        position_encoding=True,
        noise=0.0,
        tables=1,
        seed=None,
        **kwargs,
    ):
        check_sizes(vocabulary_size=vocabulary_size, units=units, tables=tables)
        if num_facts is not None:
            check_sizes(num_facts=num_facts)
        if not 0 <= noise < 1:
            raise ValueError(f"`noise` must be in [0, 1). Received: noise={noise}")
        super().__init__(**kwargs)
        self.vocabulary_size = vocabulary_size
        self.units = units
        self.num_facts = num_facts
        self.position_encoding = position_encoding
        self.noise = noise
        self.tables = tables
        self.seed = seed
        if noise > 0:  # A generator has a variable.
            self.seed_generator = ReplicaSeedGenerator(seed)

    def build(self, words_shape):
        def table(rows, name):
            start = keras.initializers.RandomNormal(stddev=SPREAD)
            return self.add_weight((rows, self.tables * self.units), start, name=name)

        self.words = table(self.vocabulary_size, "words")
        if self.num_facts is not None:
            self.ages = table(self.num_facts, "ages")

    def call(self, words, training=None):
        words = ops.cast(words, "int32")
        embedded = ops.take(self.words, words, axis=0)
        if self.position_encoding:
            encoded = position_encoded(embedded, words, self.units)
        else:
            there = ops.cast(ops.not_equal(words, 0), "float32")
            encoded = ops.sum(embedded * ops.expand_dims(there, -1), axis=-2)
        if self.num_facts is None or len(words.shape) == 2:
            return encoded
        age = self._age(ops.any(ops.not_equal(words, 0), axis=-1), training)
        return encoded + ops.take(self.ages, age, axis=0)

    def _age(self, filled, training):
        """How many facts, and empty ones between them, come after each fact: `(B, F)`."""
        filled = ops.cast(filled, "float32")
        later = filled
        if training and self.noise:
            drawn = keras.random.uniform(ops.shape(filled), seed=self.seed_generator)
            later = later + filled * ops.cast(drawn < self.noise, "float32")
        age = ops.flip(ops.cumsum(ops.flip(later, axis=1), axis=1), axis=1) - filled
        return ops.cast(ops.minimum(age, self.num_facts - 1), "int32")

    def compute_output_shape(self, words_shape):
        return (*words_shape[:-1], self.tables * self.units)

    def get_config(self):
        return {
            **super().get_config(),
            "vocabulary_size": self.vocabulary_size,
            "units": self.units,
            "num_facts": self.num_facts,
            "position_encoding": self.position_encoding,
            "noise": self.noise,
            "tables": self.tables,
            "seed": self.seed,
        }
