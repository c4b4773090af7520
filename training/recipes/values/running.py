"""How a run uses the machine."""

from typing import Literal

from pydantic import Field

from training.recipes.values.group import Group


class Running(Group):
    """Precision, compilation and seed."""

    precision: Literal["auto", "float32", "mixed_bfloat16"] = Field(
        "float32", description="Dtype policy; auto is mixed_bfloat16 where that is faster."
    )
    jit: bool | None = Field(None, description="Compile with XLA; by default on JAX and on GPUs.")
    steps_per_execution: int = Field(
        1, ge=1, le=100_000, description="Steps between two returns to Python."
    )
    seed: int = Field(
        0, ge=0, lt=2**32, description="Seed of weights, data order, augmentation and dropout."
    )
