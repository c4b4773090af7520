"""The key-value memory network."""

import keras

from stawm_keras.layers import KeyValueMemory
from stawm_keras.layers import SentenceEncoder
from stawm_keras.models.question_answering.question_answering import QuestionAnswering
from stawm_keras.models.question_answering.question_answering import questions_about
from stawm_keras.registration import register


@register
class KeyValueMemoryNetwork(QuestionAnswering):
    """Answers questions about facts, found by their keys and read by their values (KV-MemNN).

    The key and the value of a fact are both made of its words and its age, with weights of their
    own (see `SentenceEncoder`); questions have the weights of the keys. What was read after the
    last hop is compared with an embedding of every word. Words are integers, 0 is none, and a fact
    of zeros is none.

    Args:
        vocabulary_size: Integer V, the number of words, with 0.
        num_facts: Integer F, the facts at most.
        num_words: Integer W, the words of a fact and of a question at most.
        units: Integer d.
        hops: Integer, how often the facts are read.
        noise: Float in [0, 1), how likely an empty fact is to come after each fact while training.
        supporting_facts: Float, the weight of supporting facts in the loss (see
            `stawm_keras.losses.SupportingFacts`); 0 to learn from answers alone.
        seed: Integer or `None`, the seed of the noise.
        **kwargs: Other `keras.Model` arguments, `name` among them.

    Call arguments:
        inputs: Tuple of the sentences and the question.

    Input shape:
        `[(B, F, W), (B, W)]`, integers.

    Output shape:
        `(B, V)`, float32 logits of each word as the answer.

    Attributes:
        seen: `"facts"` `(B, hops, F)`, what is attended to, and `"logits"`.

    Raises:
        ValueError: If a size is not positive, a weight is negative, or `noise` is outside [0, 1).

    Example:

    >>> model = stawm_keras.models.KeyValueMemoryNetwork(20, num_facts=3, num_words=4)
    >>> stories, questions = np.ones((2, 3, 4), "int32"), np.ones((2, 4), "int32")
    >>> model((stories, questions)).shape
    (2, 20)

    Reference:
        Miller, Fisch, Dodge, Karimi, Bordes and Weston, "Key-Value Memory Networks for Directly
        Reading Documents", 2016 (arXiv:1606.03126).
    """

    def __init__(
        self,
        vocabulary_size,
        num_facts,
        num_words,
        units=40,
        hops=3,
        noise=0.1,
        supporting_facts=0.0,
        seed=None,
        **kwargs,
    ):
        # === Functional model ===
        sentences, question = questions_about(num_facts, num_words)
        encode = SentenceEncoder(
            vocabulary_size, units, num_facts, noise=noise, tables=2, seed=seed, name="encode"
        )
        encoded = encode(sentences)
        read = KeyValueMemory(hops, name="key_value_memory")(
            encode(question)[:, :units],
            encoded[..., :units],
            encoded[..., units:],
            keras.ops.any(keras.ops.not_equal(sentences, 0), axis=-1),
        )
        answer = keras.layers.Dense(vocabulary_size, use_bias=False, dtype="float32", name="logits")
        logits = answer(read["read"])

        # === Config ===
        config = {
            "vocabulary_size": vocabulary_size,
            "num_facts": num_facts,
            "num_words": num_words,
            "units": units,
            "hops": hops,
            "noise": noise,
            "seed": seed,
        }
        super().__init__(
            (sentences, question), logits, read["facts"], config, supporting_facts, **kwargs
        )
