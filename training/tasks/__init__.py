"""What recipes can be for: what is built, how it is trained and judged, how that is said."""

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
    "copy": sequences.Copying(),
    "one_shot": sequences.OneShot(),
}


def task_of(recipe):
    """The task that a recipe is for."""
    return TASKS[recipe.task]
