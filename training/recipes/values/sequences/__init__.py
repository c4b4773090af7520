"""What a recipe can say of sequences, a kind a file."""

from training.recipes.values.sequences.copying import Copying
from training.recipes.values.sequences.episodes import Episodes
from training.recipes.values.sequences.glimpses import Glimpses

Sequences = Copying | Episodes | Glimpses

__all__ = ["Copying", "Episodes", "Glimpses", "Sequences"]
