"""Models that look and classify."""

from typing import ClassVar

from pydantic import Field

from training.recipes.values.looking import Looking


class Classifier(Looking):
    """How a `STAWMClassifier` is built."""

    classifies: ClassVar[bool] = True
    watches: ClassVar[bool] = True

    query_dropout: float = Field(0.5, ge=0, lt=1, description="Dropout of the query.")
