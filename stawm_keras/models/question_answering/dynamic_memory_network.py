"""The dynamic memory network."""

import keras
from keras import ops

from stawm_keras.layers import EpisodicMemory
from stawm_keras.layers import SentenceEncoder
from stawm_keras.layers.replica_dropout import ReplicaDropout
from stawm_keras.models.question_answering.question_answering import QuestionAnswering
from stawm_keras.models.question_answering.question_answering import questions_about
from stawm_keras.random import seed_of
from stawm_keras.registration import register


@register
class DynamicMemoryNetwork(QuestionAnswering):
    """Answers questions about facts that it goes through several times (DMN).

    A sentence is encoded by its words and their order (see `SentenceEncoder`), the question as the
    facts are. A GRU in either direction tells each fact of those around it, `EpisodicMemory` goes
    through them, and a word is chosen by the question and the last memory. Words are integers, 0 is
    none, and a fact of zeros is none.

    Args:
        vocabulary_size: Integer V, the number of words, with 0.
        num_facts: Integer F, the facts at most.
        num_words: Integer W, the words of a fact and of a question at most.
        units: Integer, the units of all parts.
        episodes: Integer, how often it goes through the facts.
        gate: `"softmax"` or `"sigmoid"`, what makes the gates of an episode.
        dropout: Float in [0, 1), the part of the encodings and of the memory that is dropped while
            training.
        supporting_facts: Float, the weight of supporting facts in the loss (see
            `stawm_keras.losses.SupportingFacts`); 0 to learn from answers alone.
        seed: Integer or `None`, the seed of the dropout.
        **kwargs: Other `keras.Model` arguments, `name` among them.

    Call arguments:
        inputs: Tuple of the sentences and the question.

    Input shape:
        `[(B, F, W), (B, W)]`, integers.

    Output shape:
        `(B, V)`, float32 logits of each word as the answer.

    Attributes:
        seen: `"facts"` `(B, episodes, F)`, the gates of every episode, and `"logits"`.

    Raises:
        ValueError: If a size is not positive, a weight is negative, `gate` is unknown, or `dropout`
            is outside [0, 1).

    Example:

    >>> model = stawm_keras.models.DynamicMemoryNetwork(20, 3, 4, units=8, episodes=2)
    >>> stories, questions = np.ones((2, 3, 4), "int32"), np.ones((2, 4), "int32")
    >>> model((stories, questions)).shape
    (2, 20)

    Reference:
        Kumar et al., "Ask Me Anything: Dynamic Memory Networks for Natural Language Processing",
        2015 (arXiv:1506.07285); Xiong, Merity and Socher, "Dynamic Memory Networks for Visual and
        Textual Question Answering", 2016 (arXiv:1603.01417).
    """

    def __init__(
        self,
        vocabulary_size,
        num_facts,
        num_words,
        units=80,
        episodes=3,
        gate="softmax",
        dropout=0.1,
        supporting_facts=0.0,
        seed=None,
        **kwargs,
    ):
        # === Layers ===
        encode = SentenceEncoder(vocabulary_size, units, name="encode")
        around = keras.layers.Bidirectional(
            keras.layers.GRU(units, return_sequences=True, dtype="float32"),
            merge_mode="sum",
            dtype="float32",
            name="around",
        )
        remember = EpisodicMemory(units, episodes, gate, name="episodic_memory")
        answer = keras.layers.Dense(vocabulary_size, dtype="float32", name="logits")

        def drop(part):
            return ReplicaDropout(
                dropout, seed_of(seed, part), dtype="float32", name=f"drop_{part}"
            )

        # === Functional model ===
        sentences, question = questions_about(num_facts, num_words)
        filled = ops.any(ops.not_equal(sentences, 0), axis=-1)
        asked = encode(question)
        facts = around(drop("facts")(encode(sentences)), mask=filled)
        remembered = remember(asked, facts, filled)
        memory = drop("memory")(remembered["read"])
        logits = answer(ops.concatenate([asked, memory], axis=-1))

        # === Config ===
        config = {
            "vocabulary_size": vocabulary_size,
            "num_facts": num_facts,
            "num_words": num_words,
            "units": units,
            "episodes": episodes,
            "gate": gate,
            "dropout": dropout,
            "seed": seed,
        }
        super().__init__(
            (sentences, question), logits, remembered["facts"], config, supporting_facts, **kwargs
        )
