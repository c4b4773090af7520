"""What a recipe can say of sequences that are drawn, and not read."""

from pydantic import Field

from training.recipes.values.group import Group


class Drawn(Group):
    """How many sequences are drawn."""

    examples: int = Field(12_800, ge=1, le=10**8, description="Sequences drawn for an epoch.")
    watched: int = Field(
        500,
        ge=1,
        le=10**6,
        description="Sequences by which an epoch, and a check-point, is judged.",
    )
    tested: int = Field(1000, ge=1, le=10**6, description="Sequences of every test.")
