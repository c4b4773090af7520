"""Classifying on what was learned without labels."""

from stawm_keras.models import SelfSupervisedClassifier
from training.tasks.classification import Classification


class SelfSupervisedClassification(Classification):
    """A `SelfSupervisedClassifier` learns labels, on what a trained model sees."""

    def make(self, recipe, trained=None):
        # A sketchpad has more than one head, and so no encoder of its own.
        encoder = trained.encoder if hasattr(trained, "encoder") else trained.backbone
        return SelfSupervisedClassifier(
            encoder,
            recipe.images.num_classes,
            seed=recipe.running.seed,
            class_names=recipe.images.class_names,
        )
