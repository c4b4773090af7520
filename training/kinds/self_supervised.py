"""Recipes of classifiers on what was learned without labels."""

from dataclasses import dataclass
from pathlib import Path

from stawm_keras.models import BetaVAE
from stawm_keras.models import SelfSupervisedClassifier
from stawm_keras.models import STAWMDrawer
from training.errors import InputError
from training.kinds.classification import Classifying
from training.kinds.recipe import value


@dataclass(frozen=True, kw_only=True)
class SelfSupervisedRecipe(Classifying):
    """How a `SelfSupervisedClassifier` is built and trained, on the model of another run."""

    from_run: str = value("", "Folder of the run whose model is classified on.", option="from")

    def make(self):
        from training.restore import restore

        if not self.from_run:
            raise InputError(
                "This recipe classifies on what a trained model sees: name that model's run with "
                "--from RUN."
            )
        name, _, trained, *_ = restore(Path(self.from_run))
        if isinstance(trained, STAWMDrawer):
            encoder = trained.backbone
        elif isinstance(trained, BetaVAE):
            encoder = trained.encoder
        else:
            raise InputError(
                f"{self.from_run} is a run of {name}, which does not draw: name with --from a run "
                "that does, of mnist_draw_6, say."
            )
        return SelfSupervisedClassifier(encoder, self.num_classes, seed=self.seed)
