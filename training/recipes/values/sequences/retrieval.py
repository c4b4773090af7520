"""Letters whose digit is to be said."""

from pydantic import Field

from training.recipes.values.sequences.drawn import Drawn


class Retrieval(Drawn):
    """How letters with a digit each are drawn."""

    pairs: int = Field(4, ge=1, le=26, description="Letters, with a digit each, of a sequence.")
