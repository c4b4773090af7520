"""Learning labels, whatever of."""

import keras

from training.tasks.task import Task


class Labelling(Task):
    """A model answers with the logits of classes."""

    score = "error"

    def compile_arguments(self, recipe):
        return {
            "loss": keras.losses.SparseCategoricalCrossentropy(from_logits=True),
            "metrics": [keras.metrics.SparseCategoricalAccuracy(name="accuracy")],
        }

    def metrics(self, logs, output=""):
        return {
            "train_error": 100 * (1 - logs[f"{output}accuracy"]),
            "error": 100 * (1 - logs[f"val_{output}accuracy"]),
        }

    def in_words(self, scores):
        return f"error {scores['error']:.2f} %"
