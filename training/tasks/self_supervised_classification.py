"""Classifying on what was learned without labels."""

from pathlib import Path

import keras

from stawm_keras.models import BetaVAE
from stawm_keras.models import SelfSupervisedClassifier
from training.cli.errors import InputError
from training.tasks.classification import Classification


class SelfSupervisedClassification(Classification):
    """A `SelfSupervisedClassifier` learns labels, on the model of another run."""

    def make(self, recipe):
        from training.runs.restore import restore

        folder = recipe.model.from_run
        if not folder:
            raise InputError(
                "This recipe classifies on what a trained model sees: name that model's run with "
                "--from RUN."
            )
        try:
            source = restore(Path(folder))
        except InputError as error:
            raise InputError(f"The run named with --from is needed. {error}") from error
        if not hasattr(source.model, "drawn"):
            raise InputError(
                f"{folder} is a run of {source.name}, which does not draw: name with --from a run "
                "that does, of mnist_draw_6, say."
            )
        mine, its = recipe.flat(), source.recipe.flat()
        for name in ("image_shape", "precision"):
            if mine[name] != its[name]:
                raise InputError(
                    f"{folder} has {name}={its[name]}, and {mine[name]} was asked for: they must "
                    "be the same."
                )
        keras.utils.set_random_seed(recipe.running.seed)  # The source had its own.
        return self.on(source.model, recipe)

    def on(self, trained, recipe):
        """The classifier on what a model that draws has learned."""
        encoder = trained.encoder if isinstance(trained, BetaVAE) else trained.backbone
        return SelfSupervisedClassifier(
            encoder, recipe.images.num_classes, seed=recipe.running.seed
        )
