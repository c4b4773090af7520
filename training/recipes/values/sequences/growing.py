"""What a recipe can say of sequences that become harder."""

from pydantic import Field

from training.recipes.values.sequences.drawn import Drawn


class Growing(Drawn):
    """How many sequences are drawn, and how slowly they become as hard as they are to be."""

    growth: int = Field(
        0, ge=0, le=10**6, description="Epochs over which the longest of training grow; 0 for none."
    )
