"""Reading strings of a formal language, and telling the next symbol."""

import keras
import numpy as np
from keras import ops

from training.data import sequences
from training.tasks.sequences.recurrent import recurrent
from training.tasks.sequences.sequence_task import SequenceTask

BATCH = 500  # Sequences at once.


class Counting(SequenceTask):
    """A memory learns to tell what of a string is determined."""

    score = "symbol_error"

    def make(self, recipe):
        symbols = self.examples(recipe).symbols
        return recurrent(recipe.model, symbols, symbols)

    def examples(self, recipe):
        return sequences.Counting(**dict(recipe.sequences))

    def compile_arguments(self, recipe):
        return {
            "loss": keras.losses.SparseCategoricalCrossentropy(
                from_logits=True, reduction="mean_with_sample_weight"
            ),
            "weighted_metrics": [keras.metrics.MeanMetricWrapper(wrong_symbols, name="wrong")],
        }

    def metrics(self, logs, output=""):
        return {"train_symbol_error": 100 * logs["wrong"], "symbol_error": 100 * logs["val_wrong"]}

    def evaluate(self, model, tested):
        found = {}
        for name, (inputs, targets, weights) in tested.items():
            told = model.predict(inputs, batch_size=BATCH, verbose=0).argmax(axis=-1)
            lengths, right = of_strings(inputs, (told != targets) & (weights > 0))
            wrong = lengths[~right]
            found[name] = {
                "right_strings": 100 * float(right.mean()),
                "all_right_to": int(wrong.min() - 1 if len(wrong) else lengths.max()),
            }
        return {"by_test": found}

    def in_words(self, scores):
        if "by_test" not in scores:
            return f"{scores['symbol_error']:.2f} % of symbols wrong"
        return "; ".join(
            f"{name}: {of['right_strings']:.2f} % of strings right, all to n = {of['all_right_to']}"
            for name, of in scores["by_test"].items()
        )


def wrong_symbols(targets, logits):
    """Whether a step's symbol is wrong, `(B, T)`."""
    told = ops.cast(ops.argmax(logits, axis=-1), "int32")
    return ops.cast(ops.not_equal(told, ops.cast(targets, "int32")), "float32")


def of_strings(inputs, wrong):
    """Each string's n, and whether nothing of it is wrong.

    Args:
        inputs: One-hot symbols `(N, T, S)`; every string begins with the first.
        wrong: Booleans `(N, T)`.

    Returns:
        Tuple of integers and booleans, one for each string of all sequences.
    """
    first = inputs[..., 0] > 0
    before = np.pad(first, ((0, 0), (1, 0)))[:, :-1]
    there = inputs.any(axis=-1)
    # What stands after the strings of a sequence belongs to its last one, and is never wrong.
    string = np.cumsum(first & ~before) - 1
    lengths = np.bincount(string[(first & there).ravel()])
    right = np.bincount(string, wrong.ravel()) == 0
    return lengths, right
