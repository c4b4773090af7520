"""What recipes of sequences can be for."""

from training.tasks.sequences.copying import Copying
from training.tasks.sequences.glimpsing import Glimpsing
from training.tasks.sequences.one_shot import OneShot

__all__ = ["Copying", "Glimpsing", "OneShot"]
