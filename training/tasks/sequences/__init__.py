"""What recipes of sequences can be for."""

from training.tasks.sequences.copying import Copying

__all__ = ["Copying"]
