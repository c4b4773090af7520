"""Patterns that are to be completed."""

from typing import Annotated

from pydantic import Field

from training.recipes.values.sequences.drawn import Drawn

Count = Annotated[int, Field(ge=1, le=1000)]


class Completion(Drawn):
    """How patterns are drawn and shown."""

    bits: int = Field(100, ge=2, le=16_384, description="Bits of a pattern; half are hidden.")
    patterns: Count = Field(5, description="Patterns of a sequence.")
    rounds: Count = Field(2, description="How often each is shown.")
    shown: Count = Field(3, description="Steps for which it is shown.")
    between: int = Field(1, ge=0, le=1000, description="Steps of nothing after it.")
    asked: Count = Field(3, description="Steps for which half of one is shown.")
