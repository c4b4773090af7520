"""Strings of formal languages."""

from typing import Annotated
from typing import Literal

from pydantic import Field

from training.recipes.values.sequences.growing import Growing

Count = Annotated[int, Field(ge=1, le=10_000)]


class Counting(Growing):
    """How strings of a language are drawn."""

    language: Literal[
        "a^n b^n", "a^n b^n c^n", "a^n b^n c^n d^n", "a^n b^2n", "a^n b^m c^(n+m)"
    ] = Field("a^n b^n", description="What strings are like.")
    strings: int = Field(2, ge=1, le=1000, description="Strings of a sequence.")
    longest: Count = Field(20, description="The largest n, and m, of training.")
    test_longest: tuple[Count, ...] = Field(
        (20, 60), min_length=1, description="The largest n, and m, of each test."
    )
