"""What every recipe is."""

from typing import Any
from typing import ClassVar

from training.recipes.values.group import Group


class Experiment(Group):
    """What is learned of, and how a model is built and trained.

    It has a `task`, the name of one in `training.tasks`, which says what the values of its `model`
    mean; an `optimisation`; and what is `running`.

    Attributes:
        examples: What its examples are, in a word.
        holds_out: Whether some are held out to choose the best check-point by.
    """

    examples: ClassVar[str]

    @property
    def holds_out(self) -> bool:
        raise NotImplementedError

    def flat(self) -> dict[str, Any]:
        return {name: value for name, value in super().flat().items() if name != "task"}
