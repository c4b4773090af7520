"""Sequences that are to be copied several times."""

from typing import Annotated

from pydantic import Field

from training.recipes.values.sequences.growing import Growing

Count = Annotated[int, Field(ge=1, le=1000)]


class RepeatCopying(Growing):
    """How sequences of bits are drawn, and how often they are to be said."""

    width: int = Field(8, ge=1, le=1024, description="Bits of a step.")
    longest: Count = Field(10, description="Steps of the longest sequence of training.")
    most: Count = Field(10, description="How often one is said at most in training.")
    test_lengths: tuple[Count, ...] = Field(
        (10, 20), min_length=1, description="Lengths that are tested, said as often as at most."
    )
    test_repeats: tuple[Count, ...] = Field(
        (20,), description="How often the longest of training is said in further tests."
    )
