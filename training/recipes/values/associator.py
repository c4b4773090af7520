"""A memory that keys and values are written into."""

from typing import Self

from pydantic import Field
from pydantic import model_validator

from training.recipes.values.memory import Memory
from training.recipes.values.model import Model


class Associator(Model):
    """How a network is built that writes keys with their values, and reads with a key."""

    memory: Memory
    apart: bool = Field(
        True,
        description="Whether an outer_product is given keys, and values as they are, and answers "
        "with what it recalls; or, as other memories, both at once through a dense layer, and "
        "another one answers.",
    )
    embedding_units: int = Field(88, ge=1, le=16_384, description="Numbers that a key becomes.")
    attention: bool = Field(
        False,
        description="Whether an outer_product reads as linear attention does: of keys above zero "
        "(ELU + 1), a mean weighted by how alike they are.",
    )

    @model_validator(mode="after")
    def _attends_by_sums(self) -> Self:
        memory = self.memory
        sums = (memory.memory, memory.memory_rule or "hebb") == ("outer_product", "hebb")
        if self.attention and not (sums and self.apart):
            raise ValueError(
                "attention must be False for a memory that is no outer_product with the rule hebb, "
                f"given keys and values apart. Received: {memory.memory}, {memory.memory_rule}, "
                f"apart={self.apart}."
            )
        return self
