"""Questions about short stories."""

from typing import Annotated

from pydantic import Field

from training.recipes.values.group import Group


class Questions(Group):
    """Which questions of bAbI are read, and how.

    What a recipe leaves open (`None`) is taken from the files, and a run records it.
    """

    data: str = Field("data", min_length=1, description="Folder of bAbI's text files.")
    question_task: int = Field(
        1, ge=0, le=20, description="Number of bAbI's task; 0 for all of them jointly."
    )
    num_facts: int = Field(
        50, ge=1, le=10_000, description="Facts of a story that are kept, its last, at most."
    )
    num_words: Annotated[int, Field(ge=1, le=1000)] | None = Field(
        None, description="Words of a sentence at most."
    )
    vocabulary: tuple[Annotated[str, Field(min_length=1)], ...] | None = Field(
        None, description="The words, answers among them."
    )
    holdout: float = Field(
        0.1, ge=0, lt=1, description="Part of a task's training questions that is held out."
    )
    passes: int = Field(
        1, ge=1, le=10_000, description="How often an epoch goes through the questions."
    )
