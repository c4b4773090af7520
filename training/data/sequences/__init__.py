"""Where sequences come from, and the batches that models are trained on."""

from training.data.sequences.associative_recall import AssociativeRecall
from training.data.sequences.babi import BAbI
from training.data.sequences.completion import Completion
from training.data.sequences.copying import Copying
from training.data.sequences.counting import Counting
from training.data.sequences.drawn_batches import DrawnBatches
from training.data.sequences.episodes import Episodes
from training.data.sequences.examples import Examples
from training.data.sequences.glimpses import Glimpses
from training.data.sequences.key_values import KeyValues
from training.data.sequences.omniglot import read_omniglot
from training.data.sequences.priority_sort import PrioritySort
from training.data.sequences.repeat_copying import RepeatCopying
from training.data.sequences.retrieval import Retrieval

__all__ = [
    "AssociativeRecall",
    "BAbI",
    "Completion",
    "Copying",
    "Counting",
    "DrawnBatches",
    "Episodes",
    "Examples",
    "Glimpses",
    "KeyValues",
    "PrioritySort",
    "RepeatCopying",
    "Retrieval",
    "read_omniglot",
]
