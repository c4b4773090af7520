"""Vectors that are to be said in order."""

from typing import Annotated
from typing import Self

from pydantic import Field
from pydantic import model_validator

from training.recipes.values.sequences.drawn import Drawn

Count = Annotated[int, Field(ge=1, le=1000)]


class PrioritySort(Drawn):
    """How vectors with priorities are drawn."""

    width: int = Field(8, ge=1, le=1024, description="Bits of a vector.")
    vectors: Count = Field(20, description="Vectors that are given.")
    sorted_vectors: Count = Field(16, description="Those that are answered, the highest first.")

    @model_validator(mode="after")
    def _answers_what_was_given(self) -> Self:
        if self.sorted_vectors > self.vectors:
            raise ValueError(
                f"sorted_vectors must be at most {self.vectors}, the vectors. Received: "
                f"{self.sorted_vectors}."
            )
        return self
