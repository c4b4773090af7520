"""Sequences that are to be copied."""

from typing import Annotated
from typing import Self

from pydantic import Field
from pydantic import model_validator

from training.recipes.values.sequences.growing import Growing

Length = Annotated[int, Field(ge=1, le=10_000)]


class Copying(Growing):
    """How sequences of bits are drawn."""

    width: int = Field(8, ge=1, le=1024, description="Bits of a step.")
    shortest: Length = Field(1, description="Steps of the shortest sequence of training.")
    longest: Length = Field(10, description="Steps of the longest one.")
    test_lengths: tuple[Length, ...] = Field(
        (10, 20), min_length=1, description="Lengths that are tested."
    )

    @model_validator(mode="after")
    def _from_short_to_long(self) -> Self:
        if self.shortest > self.longest:
            raise ValueError(
                f"shortest must be at most {self.longest}, the longest. Received: {self.shortest}."
            )
        return self
