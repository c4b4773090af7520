"""Digits that are seen in glimpses, from coarse to fine."""

from pydantic import Field

from training.recipes.values.group import Group


class Glimpses(Group):
    """Which digits are seen."""

    data: str = Field("tfds", min_length=1, description='"sample", "tfds", or a folder.')
    holdout: int = Field(
        5000, ge=1, description="Training images that are held out, to choose the best check-point."
    )
