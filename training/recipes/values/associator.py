"""A memory that keys and values are brought to."""

from typing import Self

from pydantic import Field
from pydantic import model_validator

from training.recipes.values.memory import Memory
from training.recipes.values.model import Model


class Associator(Model):
    """How an outer_product is given keys, and values as they are, and answers what it recalls."""

    memory: Memory
    embedding_units: int = Field(88, ge=1, le=16_384, description="Numbers that a key becomes.")
    attention: bool = Field(
        False,
        description="Whether it reads as linear attention does: of keys above zero "
        "(ELU + 1), a mean weighted by how alike they are.",
    )

    @model_validator(mode="after")
    def _recalls_by_products(self) -> Self:
        memory = self.memory
        if memory.memory != "outer_product":
            raise ValueError(
                "memory must be outer_product, which can be given keys apart from their values; "
                f"pairs_hebb_rosenblatt takes any. Received: {memory.memory}."
            )
        if self.attention and memory.memory_rule not in (None, "hebb"):
            raise ValueError(
                "attention must be False for a memory whose rule is not hebb. "
                f"Received: {memory.memory_rule}."
            )
        return self
