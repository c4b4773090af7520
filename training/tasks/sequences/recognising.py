"""Recognising one of several classes."""

import keras

from training.tasks.sequences.sequence_task import SequenceTask


class Recognising(SequenceTask):
    """A model answers with the logits of classes."""

    score = "error"

    def compile_arguments(self, recipe):
        return {
            "loss": keras.losses.SparseCategoricalCrossentropy(from_logits=True),
            "metrics": [keras.metrics.SparseCategoricalAccuracy(name="accuracy")],
        }

    def metrics(self, logs, output=""):
        return {
            "train_error": 100 * (1 - logs["accuracy"]),
            "error": 100 * (1 - logs["val_accuracy"]),
        }

    def in_words(self, scores):
        return f"error {scores['error']:.2f} %"
