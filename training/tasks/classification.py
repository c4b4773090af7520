"""Looking and classifying."""

import keras

from stawm_keras.models import STAWMClassifier
from training.data import Batches
from training.tasks import scores
from training.tasks.backbone import build_backbone
from training.tasks.task import Task


class Classification(Task):
    """A `STAWMClassifier` learns labels."""

    score = "error"

    def make(self, recipe):
        return STAWMClassifier(
            build_backbone(recipe),
            recipe.images.num_classes,
            dropout=recipe.model.query_dropout,
            seed=recipe.running.seed,
            class_names=recipe.images.class_names,
        )

    def compile_arguments(self, recipe):
        return {
            "loss": keras.losses.SparseCategoricalCrossentropy(from_logits=True),
            "metrics": [keras.metrics.SparseCategoricalAccuracy(name="accuracy")],
        }

    def targets(self, images, labels):
        return labels

    def metrics(self, logs, output=""):
        return {
            "train_error": 100 * (1 - logs[f"{output}accuracy"]),
            "error": 100 * (1 - logs[f"val_{output}accuracy"]),
        }

    def evaluate(self, model, images, labels):
        batches = Batches(images, labels, scores.BATCH)
        return scores.of_classes(model.predict(batches, verbose=0), labels)

    def in_words(self, scores):
        return f"error {scores['error']:.2f} %"
