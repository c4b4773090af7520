"""What recipes of sequences can be for."""

from training.tasks.sequences.answering import Answering
from training.tasks.sequences.associating import Associating
from training.tasks.sequences.bits import Bits
from training.tasks.sequences.completing import Completing
from training.tasks.sequences.counting import Counting
from training.tasks.sequences.glimpsing import Glimpsing
from training.tasks.sequences.one_shot import OneShot
from training.tasks.sequences.pairing import Pairing
from training.tasks.sequences.retrieving import Retrieving

__all__ = [
    "Answering",
    "Associating",
    "Bits",
    "Completing",
    "Counting",
    "Glimpsing",
    "OneShot",
    "Pairing",
    "Retrieving",
]
