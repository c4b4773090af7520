"""Where a model may look."""

from typing import Literal
from typing import Self

from pydantic import Field
from pydantic import model_validator

from training.recipes.values.group import Group
from training.recipes.values.localisation import LocalisationRate


class Poses(Group):
    """What is emitted for each glimpse: any affine pose, one of a `ZoomEmitter`, or always one."""

    poses: Literal["free", "zoom", "whole"] = Field(
        "free",
        description="Any affine pose; scale and place alone, never outside the image; or always "
        "the whole image, to compare with.",
    )
    widest: float = Field(
        0.5, gt=0, lt=1, description="Of zoom, the largest scale of a glimpse; the image's is 1."
    )
    narrowest: float = Field(0.1, gt=0, lt=1, description="Of zoom, the smallest.")
    spread: float = Field(
        0.0, ge=0, le=10, description="Of zoom, how far first poses differ from each other."
    )

    localisation_rate: LocalisationRate = 1.0

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.narrowest > self.widest:
            raise ValueError(
                f"narrowest must not be above widest, {self.widest}. Received: {self.narrowest}."
            )
        return self
