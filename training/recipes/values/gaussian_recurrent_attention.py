"""Differentiable RAM, which looks through Gaussian filters."""

from typing import ClassVar

from pydantic import Field

from training.recipes.values.localisation import LocalisationRate
from training.recipes.values.model import Model


class GaussianRecurrentAttention(Model):
    """How a `GaussianRecurrentAttention` is built."""

    classifies: ClassVar[bool] = True

    num_glimpses: int = Field(8, ge=1, le=256, description="Glimpses an image.")
    glimpse_size: int = Field(12, ge=1, le=1024, description="Filters along a side of the grid.")
    units: int = Field(256, ge=1, le=16_384, description="Units of the LSTM.")
    localisation_rate: LocalisationRate = 1.0
