"""All that there is to say of an experiment with sequences."""

from typing import ClassVar
from typing import Literal

from training.recipes.values.associator import Associator
from training.recipes.values.completer import Completer
from training.recipes.values.experiment import Experiment
from training.recipes.values.one_shot import OneShot
from training.recipes.values.optimisation import Optimisation
from training.recipes.values.question_answering import DynamicMemoryNetwork
from training.recipes.values.question_answering import EndToEndMemoryNetwork
from training.recipes.values.question_answering import KeyValueMemoryNetwork
from training.recipes.values.recurrent import Recurrent
from training.recipes.values.running import Running
from training.recipes.values.sequences import Sequences
from training.recipes.values.symbol_reader import SymbolReader


class SequenceRecipe(Experiment):
    """How a model that reads sequences is built and trained."""

    examples: ClassVar[str] = "sequences"

    task: Literal[
        "copy",
        "repeat_copy",
        "recall",
        "sort",
        "retrieve",
        "associate",
        "pair",
        "complete",
        "count",
        "classify_glimpses",
        "one_shot",
        "answer",
    ]
    sequences: Sequences
    model: (
        Recurrent
        | SymbolReader
        | Associator
        | Completer
        | OneShot
        | EndToEndMemoryNetwork
        | KeyValueMemoryNetwork
        | DynamicMemoryNetwork
    )
    optimisation: Optimisation
    running: Running = Running()

    @property
    def holds_out(self) -> bool:
        return True
