"""Items of which the next is to be said."""

from typing import Annotated
from typing import Self

from pydantic import Field
from pydantic import model_validator

from training.recipes.values.sequences.growing import Growing

Items = Annotated[int, Field(ge=2, le=1000)]


class AssociativeRecall(Growing):
    """How lists of items are drawn."""

    width: int = Field(6, ge=1, le=1024, description="Bits of a step.")
    item_length: int = Field(3, ge=1, le=1000, description="Steps of an item.")
    fewest: Items = Field(2, description="Items of the shortest list of training.")
    longest: Items = Field(6, description="Items of the longest one.")
    test_lengths: tuple[Items, ...] = Field(
        (6, 10, 15), min_length=1, description="Numbers of items that are tested."
    )

    @model_validator(mode="after")
    def _from_few_to_many(self) -> Self:
        if self.fewest > self.longest:
            raise ValueError(
                f"fewest must be at most {self.longest}, the longest. Received: {self.fewest}."
            )
        return self
