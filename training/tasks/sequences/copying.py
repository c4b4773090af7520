"""Reading a sequence, and saying it again."""

import keras
import numpy as np
from keras import ops

from training.data import sequences
from training.tasks.sequences.recurrent import recurrent
from training.tasks.sequences.sequence_task import SequenceTask

BATCH = 500  # Sequences at once.


class Copying(SequenceTask):
    """A memory learns to copy bits."""

    score = "bit_error"

    def make(self, recipe):
        width = recipe.sequences.width
        return recurrent(recipe.model, width + 2, width)

    def examples(self, recipe):
        return sequences.Copying(**dict(recipe.sequences))

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
        return {"by_test": found, "bit_error": found[name]["bit_error"]}

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
