"""Classifiers on what was learned without labels."""

from typing import ClassVar

from pydantic import Field

from training.recipes.values.model import Model


class SelfSupervised(Model):
    """How a `SelfSupervisedClassifier` is built, on the model of another run."""

    classifies: ClassVar[bool] = True

    from_run: str = Field("", description="Folder of the run whose model is classified on.")
