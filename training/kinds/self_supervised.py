"""Recipes of classifiers on what was learned without labels."""

from dataclasses import dataclass
from pathlib import Path

import keras

from stawm_keras.models import BetaVAE
from stawm_keras.models import SelfSupervisedClassifier
from training.cli.errors import InputError
from training.kinds.classification import Classifying
from training.kinds.recipe import value


@dataclass(frozen=True, kw_only=True)
class SelfSupervisedRecipe(Classifying):
    """How a `SelfSupervisedClassifier` is built and trained, on the model of another run."""

    from_run: str = value("", "Folder of the run whose model is classified on.", option="from")

    def make(self):
        from training.runs.restore import restore

        if not self.from_run:
            raise InputError(
                "This recipe classifies on what a trained model sees: name that model's run with "
                "--from RUN."
            )
        try:
            source = restore(Path(self.from_run))
        except InputError as error:
            raise InputError(f"The run named with --from is needed. {error}") from error
        if not hasattr(source.model, "drawn"):
            raise InputError(
                f"{self.from_run} is a run of {source.name}, which does not draw: name with --from "
                "a run that does, of mnist_draw_6, say."
            )
        for name in ("image_shape", "precision"):
            here, there = getattr(self, name), getattr(source.recipe, name)
            if here != there:
                raise InputError(
                    f"{self.from_run} has {name}={there}, and {here} was asked for: they must be "
                    "the same."
                )
        keras.utils.set_random_seed(self.seed)  # The source had its own.
        return self.classifier(source.model)

    def classifier(self, trained):
        """The classifier on what a model that draws has learned."""
        encoder = trained.encoder if isinstance(trained, BetaVAE) else trained.backbone
        return SelfSupervisedClassifier(encoder, self.num_classes, seed=self.seed)
