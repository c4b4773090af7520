"""What a recipe can say of sequences, a kind a file."""

from training.recipes.values.sequences.associative_recall import AssociativeRecall
from training.recipes.values.sequences.completion import Completion
from training.recipes.values.sequences.copying import Copying
from training.recipes.values.sequences.counting import Counting
from training.recipes.values.sequences.episodes import Episodes
from training.recipes.values.sequences.glimpses import Glimpses
from training.recipes.values.sequences.key_values import KeyValues
from training.recipes.values.sequences.priority_sort import PrioritySort
from training.recipes.values.sequences.questions import Questions
from training.recipes.values.sequences.repeat_copying import RepeatCopying
from training.recipes.values.sequences.retrieval import Retrieval

Sequences = (
    AssociativeRecall
    | Completion
    | Copying
    | Counting
    | Episodes
    | Glimpses
    | KeyValues
    | PrioritySort
    | Questions
    | RepeatCopying
    | Retrieval
)

__all__ = [
    "AssociativeRecall",
    "Completion",
    "Copying",
    "Counting",
    "Episodes",
    "Glimpses",
    "KeyValues",
    "PrioritySort",
    "Questions",
    "RepeatCopying",
    "Retrieval",
    "Sequences",
]
