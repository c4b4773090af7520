"""The end-to-end memory network."""

from stawm_keras.layers import MemoryHops
from stawm_keras.models.question_answering.question_answering import QuestionAnswering
from stawm_keras.models.question_answering.question_answering import questions_about
from stawm_keras.registration import register


@register
class EndToEndMemoryNetwork(QuestionAnswering):
    """Answers questions about facts, read in several hops (MemN2N).

    `MemoryHops` with inputs and a loss. Words are integers, 0 is none, and a fact of zeros is none;
    an answer is one of the words.

    Args:
        vocabulary_size: Integer V, the number of words, with 0.
        num_facts: Integer F, the facts at most.
        num_words: Integer W, the words of a fact and of a question at most.
        units: Integer d.
        hops: Integer, how often the facts are read.
        tying: `"adjacent"` or `"layer_wise"`.
        position_encoding: Boolean, whether the order of words is told.
        time_encoding: Boolean, whether the age of facts is told.
        noise: Float in [0, 1), how likely an empty fact is to come after each fact while training.
        linear_start: Integer, for how many steps of training attention has no softmax, at first.
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
        ValueError: If a size is not positive, a weight is negative, or an option is unknown.

    Example:

    >>> model = stawm_keras.models.EndToEndMemoryNetwork(20, num_facts=3, num_words=4, hops=2)
    >>> model.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    >>> stories = np.array([[[1, 2, 3, 4], [5, 2, 3, 6], [0, 0, 0, 0]]])
    >>> questions = np.array([[7, 8, 1, 0]])
    >>> history = model.fit((stories, questions), np.array([4]), verbose=0)
    >>> model.observe("facts")((stories, questions))["facts"].shape
    (1, 2, 3)

    Reference:
        Sukhbaatar, Szlam, Weston and Fergus, "End-To-End Memory Networks", 2015 (arXiv:1503.08895).
    """

    def __init__(
        self,
        vocabulary_size,
        num_facts,
        num_words,
        units=20,
        hops=3,
        tying="adjacent",
        position_encoding=True,
        time_encoding=True,
        noise=0.1,
        linear_start=0,
        supporting_facts=0.0,
        seed=None,
        **kwargs,
    ):
        # === Functional model ===
        sentences, question = questions_about(num_facts, num_words)
        answered = MemoryHops(
            vocabulary_size,
            units,
            hops,
            num_facts if time_encoding else None,
            tying,
            position_encoding,
            noise,
            linear_start,
            seed,
            name="memory_hops",
        )(sentences, question)

        # === Config ===
        config = {
            "vocabulary_size": vocabulary_size,
            "num_facts": num_facts,
            "num_words": num_words,
            "units": units,
            "hops": hops,
            "tying": tying,
            "position_encoding": position_encoding,
            "time_encoding": time_encoding,
            "noise": noise,
            "linear_start": linear_start,
            "seed": seed,
        }
        super().__init__(
            (sentences, question),
            answered["logits"],
            answered["facts"],
            config,
            supporting_facts,
            **kwargs,
        )
