"""The memory of an end-to-end memory network."""

import functools

import keras
from keras import ops

from stawm_keras.layers.float32_layer import Float32Layer
from stawm_keras.layers.memory.sentence_encoder import SPREAD
from stawm_keras.layers.memory.sentence_encoder import SentenceEncoder
from stawm_keras.layers.sizes import check_sizes
from stawm_keras.ops.attend import attend
from stawm_keras.ops.facts import read_facts
from stawm_keras.registration import register

TYING = ("adjacent", "layer_wise")


@register
class MemoryHops(Float32Layer):
    """Reads facts for a question in several hops, each of which asks of what the last one read.

    Every fact has a key `m_i` and a value `c_i` at every hop, both encodings of its words and its
    age (see `SentenceEncoder`); the state u is at first the question's encoding:

        p_i = softmax(u . m_i)        u <- u + sum_i p_i c_i

    A fact that is not there has a key and a value of zeros: attention may rest on it, and reads
    nothing there. So it is in the authors' program, and without it questions of yes or no are
    answered wrong more than twice as often; stories are then all to be made of one length.

    With `"adjacent"` tying the values of a hop are the keys of the next, the question is encoded as
    the first keys are, and what is answered is found by the last values' embeddings of the words.
    With `"layer_wise"` tying all hops have the same keys and the same values, `u <- H u + ...`, and
    the question and the answers have embeddings of their own. It is float32 under every dtype
    policy.

    Args:
        vocabulary_size: Integer V, the number of words, with 0, which is no word.
        units: Integer d.
        hops: Integer K.
        num_facts: Integer, how many ages of facts are told apart, or `None` for no time encoding.
        tying: `"adjacent"` or `"layer_wise"`.
        position_encoding: Boolean, whether the order of words is told.
        noise: Float in [0, 1), how likely an empty fact is to come after each fact while training.
        linear_start: Integer, for how many steps of training the scores themselves are the weights,
            without a softmax, at first.
        seed: Integer or `None`, the seed of the noise.
        **kwargs: Other `keras.Layer` arguments, `name` among them; not `dtype`.

    Call arguments:
        sentences: Integers `(B, F, W)`, the words of F facts, the last of which was said last; a
            fact of zeros is none.
        question: Integers `(B, W)`.
        training: Boolean or `None`, whether there is noise, and whether it is a step.

    Input shape:
        `[(B, F, W), (B, W)]`, which may differ in W.

    Output shape:
        Dictionary: `"facts"` `(B, K, F)`, the weights p of every hop, 0 where there is no fact;
        `"read"` `(B, units)`, the state after the last one; `"logits"` `(B, V)`, how well every
        word answers.

    Raises:
        ValueError: If a size is not positive, `tying` is unknown, `noise` is outside [0, 1), or
            `linear_start` is negative.

    Example:

    >>> read = stawm_keras.layers.MemoryHops(20, units=8, hops=2, num_facts=3)
    >>> story = np.array([[[1, 2, 3], [4, 5, 0], [0, 0, 0]]])
    >>> answered = read(story, np.array([[6, 1, 0]]))
    >>> answered["facts"].shape, answered["logits"].shape
    ((1, 2, 3), (1, 20))

    Reference:
        Sukhbaatar, Szlam, Weston and Fergus, "End-To-End Memory Networks", 2015 (arXiv:1503.08895).
    """

    def __init__(
        self,
        vocabulary_size,
        units=20,
        hops=3,
        num_facts=None,
        tying="adjacent",
        position_encoding=True,
        noise=0.0,
        linear_start=0,
        seed=None,
        **kwargs,
    ):
        check_sizes(hops=hops)
        if tying not in TYING:
            raise ValueError(
                f'`tying` must be "adjacent" or "layer_wise". Received: tying={tying!r}'
            )
        if not isinstance(linear_start, int) or linear_start < 0:
            raise ValueError(
                "`linear_start` must be a number of steps, 0 for none. Received: "
                f"linear_start={linear_start}"
            )
        super().__init__(**kwargs)
        self.vocabulary_size = vocabulary_size
        self.units = units
        self.hops = hops
        self.num_facts = num_facts
        self.tying = tying
        self.position_encoding = position_encoding
        self.noise = noise
        self.linear_start = linear_start
        self.seed = seed
        adjacent = tying == "adjacent"
        self.of_facts = SentenceEncoder(
            vocabulary_size,
            units,
            num_facts,
            position_encoding,
            noise,
            tables=hops + 1 if adjacent else 2,
            seed=seed,
            name="facts",
        )
        if not adjacent:
            self.of_question = SentenceEncoder(
                vocabulary_size, units, position_encoding=position_encoding, name="question"
            )

    def build(self, sentences_shape, question_shape):
        self.of_facts.build(sentences_shape)
        if self.tying == "layer_wise":
            self.of_question.build(question_shape)
            start = keras.initializers.RandomNormal(stddev=SPREAD)
            self.onward = self.add_weight((self.units, self.units), start, name="onward")
            start = keras.initializers.RandomNormal(stddev=SPREAD)
            self.answers = self.add_weight(
                (self.vocabulary_size, self.units), start, name="answers"
            )
        if self.linear_start:
            self.steps = self.add_weight(
                (),
                "zeros",
                trainable=False,
                autocast=False,
                aggregation="only_first_replica",
                name="steps",
            )

    def call(self, sentences, question, training=None):
        sentences = ops.cast(sentences, "int32")
        filled = ops.cast(ops.any(ops.not_equal(sentences, 0), axis=-1), "float32")
        encoded = ops.split(
            self.of_facts(sentences, training=training), self.of_facts.tables, axis=-1
        )
        weights_of = self._weights_of(training)
        adjacent = self.tying == "adjacent"
        if adjacent:
            state = self.of_facts(question)[:, : self.units]
        else:
            state = self.of_question(question)
        looked = []
        for hop in range(self.hops):
            keys, values = encoded[hop : hop + 2] if adjacent else encoded
            scores = ops.squeeze(ops.matmul(keys, ops.expand_dims(state, -1)), -1)
            weights = weights_of(scores, filled)
            if not adjacent:
                state = ops.matmul(state, self.onward)
            state = state + read_facts(weights, values)
            looked.append(weights)
        answers = self.of_facts.words[:, -self.units :] if adjacent else self.answers
        return {
            "facts": ops.stack(looked, axis=1),
            "read": state,
            "logits": ops.matmul(state, ops.transpose(answers)),
        }

    def _weights_of(self, training):
        """How weights are made of scores: with linear start, as far as it has come."""
        attend_or_rest = functools.partial(attend, rest=True)
        if not self.linear_start:
            return attend_or_rest
        linear = self.steps < self.linear_start
        if training:
            self.steps.assign_add(1)
        return lambda scores, filled: ops.where(
            linear, filled * scores, attend_or_rest(scores, filled)
        )

    def compute_output_spec(self, sentences, question, training=None):
        batch, facts, _ = sentences.shape
        shapes = {
            "facts": (batch, self.hops, facts),
            "read": (batch, self.units),
            "logits": (batch, self.vocabulary_size),
        }
        return {name: keras.KerasTensor(shape, "float32") for name, shape in shapes.items()}

    def get_config(self):
        return {
            **super().get_config(),
            "vocabulary_size": self.vocabulary_size,
            "units": self.units,
            "hops": self.hops,
            "num_facts": self.num_facts,
            "tying": self.tying,
            "position_encoding": self.position_encoding,
            "noise": self.noise,
            "linear_start": self.linear_start,
            "seed": self.seed,
        }
