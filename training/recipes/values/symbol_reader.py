"""A memory that reads symbols."""

from typing import Annotated

from pydantic import Field

from training.recipes.values.memory import Memory
from training.recipes.values.model import Model


class SymbolReader(Model):
    """How a network is built that reads symbols with a memory, and answers at the end."""

    memory: Memory
    embedding_units: int = Field(100, ge=1, le=16_384, description="Numbers that a symbol becomes.")
    answer_units: Annotated[int, Field(ge=1, le=16_384)] | None = Field(
        100, description="Units of a layer before the answer; None for no such layer."
    )
