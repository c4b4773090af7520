"""Reading a sequence of bits, and saying what it asks for."""

import keras
import numpy as np
from keras import ops

from training.tasks.sequences.recurrent import recurrent
from training.tasks.sequences.sequence_task import SequenceTask

BATCH = 500  # Sequences at once.


class Bits(SequenceTask):
    """A memory learns to answer with bits, step by step.

    Args:
        kind: Class of the examples, which say how many numbers are `given` and `answered` a step.
    """

    score = "bit_error"

    def __init__(self, kind):
        self.kind = kind

    def make(self, recipe):
        examples = self.examples(recipe)
        return recurrent(recipe.model, examples.given, examples.answered)

    def examples(self, recipe):
        return self.kind(**dict(recipe.sequences))

    def compile_arguments(self, recipe):
        return {
            "loss": keras.losses.BinaryCrossentropy(
                from_logits=True, reduction="mean_with_sample_weight"
            ),
            "weighted_metrics": [keras.metrics.MeanMetricWrapper(wrong_bits, name="wrong")],
        }

    def metrics(self, logs, output=""):
        return {"train_bit_error": 100 * logs["wrong"], "bit_error": 100 * logs["val_wrong"]}

    def evaluate(self, model, tested):
        found = {}
        for name, (inputs, targets, weights) in tested.items():
            said = model.predict(inputs, batch_size=BATCH, verbose=0) > 0
            wrong = ((said != targets) * weights[..., None]).sum(axis=(1, 2))
            found[name] = {
                "wrong_bits": float(wrong.mean()),
                "bit_error": 100 * float(wrong.sum() / (weights.sum() * targets.shape[-1])),
                "wrong_sequences": 100 * float(np.mean(wrong > 0)),
            }
        return {"by_test": found}

    def in_words(self, scores):
        if "by_test" not in scores:
            return f"{scores['bit_error']:.2f} % of bits wrong"
        return "; ".join(
            f"{name}: {of['wrong_bits']:.3g} wrong bits a sequence, "
            f"{of['wrong_sequences']:.1f} % of sequences wrong"
            for name, of in scores["by_test"].items()
        )


def wrong_bits(targets, logits):
    """The part of a step's bits that are wrong, `(B, T)`."""
    wrong = ops.not_equal(ops.greater(logits, 0), ops.greater(targets, 0.5))
    return ops.mean(ops.cast(wrong, "float32"), axis=-1)
