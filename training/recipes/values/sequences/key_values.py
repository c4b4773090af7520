"""Keys with a value each, which may be overwritten."""

from typing import Annotated
from typing import Self

from pydantic import Field
from pydantic import model_validator

from training.recipes.values.sequences.drawn import Drawn

Count = Annotated[int, Field(ge=1, le=10_000)]


class KeyValues(Drawn):
    """How keys are written."""

    num_keys: Count = Field(40, description="Keys that there are, and values.")
    writes: Count = Field(80, description="Writes of a sequence of training, at most.")
    fewest_writes: Count | None = Field(
        None, description="Writes of it at least, drawn for every batch; by default those at most."
    )
    overwrite: bool = Field(True, description="Whether keys and values may come again.")
    test_writes: tuple[Count, ...] = Field(
        (40, 80), min_length=1, description="Numbers of writes that are tested."
    )

    @model_validator(mode="after")
    def _from_few_to_many(self) -> Self:
        if self.fewest_writes is not None and self.fewest_writes > self.writes:
            raise ValueError(
                f"fewest_writes must be at most {self.writes}, the writes. Received: "
                f"{self.fewest_writes}."
            )
        return self

    @model_validator(mode="after")
    def _has_as_many_keys(self) -> Self:
        writes = max(self.writes, *self.test_writes)
        if not self.overwrite and writes > self.num_keys:
            raise ValueError(
                f"writes and test_writes must be at most {self.num_keys}, the keys, where none may "
                f"come again. Received: {writes}."
            )
        return self
