"""Recipes of classifiers."""

from dataclasses import dataclass

import keras

from stawm_keras.models import STAWMClassifier
from training.kinds.backbone import BackboneRecipe
from training.kinds.recipe import Recipe
from training.kinds.recipe import value
from training.runs import scores


class Classifying(Recipe):
    """How any classifier is trained and judged."""

    def compile_arguments(self):
        return {
            "loss": keras.losses.SparseCategoricalCrossentropy(from_logits=True),
            "metrics": [keras.metrics.SparseCategoricalAccuracy(name="accuracy")],
        }

    def targets(self, images, labels):
        return labels

    def metrics(self, logs):
        return {
            "train_error": 100 * (1 - logs["accuracy"]),
            "error": 100 * (1 - logs["val_accuracy"]),
        }

    def evaluate(self, model, images, labels):
        return scores.of_classes(model.predict(images, scores.BATCH, verbose=0), labels)

    def say(self, scores):
        return f"error {scores['error']:.2f} %"


@dataclass(frozen=True, kw_only=True)
class ClassificationRecipe(Classifying, BackboneRecipe):
    """How a `STAWMClassifier` is built and trained."""

    query_dropout: float = value(0.5, "Dropout of the query.")

    def make(self):
        return STAWMClassifier(
            self.backbone(), self.num_classes, dropout=self.query_dropout, seed=self.seed
        )
