"""How a model is trained."""

from typing import Annotated
from typing import Literal

from pydantic import Field

from training.recipes.values.group import Group


class Optimisation(Group):
    """Optimiser, learning rate and clipping."""

    epochs: int = Field(100, ge=1, le=1_000_000, description="Number of epochs.")
    batch_size: int = Field(128, ge=1, le=65_536, description="Images a step.")
    optimizer: Literal["adam", "sgd"] = Field(
        "adam", description="Optimiser; SGD has a momentum of 0.9."
    )
    learning_rate: float = Field(
        1e-3, gt=0, le=1e3, description="The learning rate at first; of one_cycle, the largest."
    )
    weight_decay: float = Field(
        0.0, ge=0, le=1e3, description="Decay of the weights a step, times the learning rate."
    )
    schedule: Literal["steps", "one_cycle"] = Field(
        "steps",
        description="How the learning rate goes: by decay and tenths; or up to the given, then "
        "down to nothing.",
    )
    decay: float = Field(
        0.99, gt=0, le=1, description="Factor on the learning rate after every epoch, for steps."
    )
    tenths: tuple[Annotated[int, Field(ge=0)], ...] = Field(
        (), description="Epochs from which the learning rate is a tenth, for steps."
    )
    clipping: Literal["global_norm", "element", "none"] = Field(
        "global_norm", description="How gradients are clipped."
    )
    clip_at: float = Field(5.0, gt=0, le=1e6, description="Where gradients are clipped.")
