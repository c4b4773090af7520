"""What a recipe can say of sequences, a kind a file."""

from training.recipes.values.sequences.copying import Copying

Sequences = Copying

__all__ = ["Copying", "Sequences"]
