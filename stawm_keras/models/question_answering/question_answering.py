"""The base of models that answer questions about facts."""

import keras

from stawm_keras.losses import SupportingFacts
from stawm_keras.models.carrying_model import CarryingModel


class QuestionAnswering(CarryingModel):
    """A model that answers questions about facts with a word, and shows what it attends to.

    It learns from answers alone; or, with a weight for them, from supporting facts as well: its
    targets are then a dictionary of `"logits"` `(B,)`, the answers, and `"facts"` `(B, hops, F)`, 1
    where a hop is to attend to a fact (see `stawm_keras.losses.SupportingFacts`). Such targets may
    be given to `evaluate` as well, and of a model that learns from answers alone only those count.

    Args:
        inputs: The symbolic sentences and question, as `questions_about` makes them.
        logits: Symbolic tensor `(B, V)`.
        facts: Symbolic tensor `(B, hops, F)`, what is attended to.
        config: As `ConfiguredModel`'s.
        supporting_facts: Float, the weight of the supporting facts in the loss.
        **kwargs: `ConfiguredModel` arguments, `name` among them.

    Raises:
        ValueError: If the weight is negative.
    """

    _knows_pixels = True  # It has none.

    def __init__(self, inputs, logits, facts, config, supporting_facts, /, **kwargs):
        if not supporting_facts >= 0:
            raise ValueError(
                "`supporting_facts` is a weight in the loss and must not be negative. Received: "
                f"supporting_facts={supporting_facts}"
            )
        seen = {"facts": facts, "logits": logits}
        config = {**config, "supporting_facts": supporting_facts}
        carried = tuple(seen) if supporting_facts else ()
        super().__init__(inputs, logits, config, seen, carried, **kwargs)
        self.supporting_facts = supporting_facts

    def learn_from(self, x, y, carried, sample_weight):
        loss = self.compiled_loss(x, y["logits"], carried["logits"], sample_weight)
        of_facts = SupportingFacts()(y["facts"], carried["facts"], sample_weight)
        return loss + self.supporting_facts * of_facts

    def measure(self, x, y, carried, sample_weight):
        return self.compiled_metrics(x, y["logits"], carried["logits"], sample_weight)

    def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, training=True):
        """The compiled loss of the answers; while training, with that of supporting facts."""
        if isinstance(y_pred, dict):
            _check_supporting(y)
        return super().compute_loss(x, _answers(y, y_pred), y_pred, sample_weight, training)

    def compute_metrics(self, x, y, y_pred, sample_weight=None):
        """The compiled metrics of the answers."""
        return super().compute_metrics(x, _answers(y, y_pred), y_pred, sample_weight)


def questions_about(num_facts, num_words):
    """The symbolic inputs: sentences `(B, num_facts, num_words)`, and a question about them."""
    return (
        keras.Input((num_facts, num_words), dtype="int32", name="sentences"),
        keras.Input((num_words,), dtype="int32", name="question"),
    )


def _answers(y, y_pred):
    return y["logits"] if isinstance(y, dict) and not isinstance(y_pred, dict) else y


def _check_supporting(y):
    if not isinstance(y, dict) or set(y) != {"facts", "logits"}:
        there = f"of {', '.join(sorted(y))}" if isinstance(y, dict) else "of answers alone"
        raise ValueError(
            "A model with `supporting_facts` learns from targets {'logits': answers, 'facts': "
            f"supporting facts (batch, hops, facts)}}. Received: targets {there}"
        )
