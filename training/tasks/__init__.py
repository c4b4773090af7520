"""What recipes can be for: what is built, how it is trained and judged, how that is said."""

from training.data.sequences import AssociativeRecall
from training.data.sequences import Copying
from training.data.sequences import PrioritySort
from training.data.sequences import RepeatCopying
from training.tasks import sequences
from training.tasks.auto_encoding import AutoEncoding
from training.tasks.classification import Classification
from training.tasks.describing import Describing
from training.tasks.drawing import Drawing
from training.tasks.generation import Generation
from training.tasks.self_supervised_classification import SelfSupervisedClassification
from training.tasks.sketching import Sketching

TASKS = {
    "classify": Classification(),
    "describe": Describing(),
    "draw": Drawing(),
    "sketch": Sketching(),
    "auto_encode": AutoEncoding(),
    "generate": Generation(),
    "classify_self_supervised": SelfSupervisedClassification(),
    "classify_glimpses": sequences.Glimpsing(),
    "one_shot": sequences.OneShot(),
    "answer": sequences.Answering(),
    "copy": sequences.Bits(Copying),
    "repeat_copy": sequences.Bits(RepeatCopying),
    "recall": sequences.Bits(AssociativeRecall),
    "sort": sequences.Bits(PrioritySort),
    "retrieve": sequences.Retrieving(),
    "associate": sequences.Associating(),
    "pair": sequences.Pairing(),
    "complete": sequences.Completing(),
    "count": sequences.Counting(),
}


def task_of(recipe):
    """The task that a recipe is for."""
    return TASKS[recipe.task]
