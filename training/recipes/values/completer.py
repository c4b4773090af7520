"""A memory that completes what it is shown."""

from pydantic import Field

from training.recipes.values.memory import Memory
from training.recipes.values.model import Model


class Completer(Model):
    """How a network is built that is shown patterns, and completes one.

    A plastic memory has a unit for each bit, as published. Others are between two dense layers.
    """

    memory: Memory
    strength: float = Field(
        20.0, gt=0, le=1e6, description="Factor on the bits that a plastic memory is shown."
    )
