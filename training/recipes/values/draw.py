"""DRAW, which draws step by step and generates new images."""

from typing import Annotated

from pydantic import Field

from training.recipes.values.model import Model

Grid = Annotated[int, Field(ge=1, le=1024)]


class DRAW(Model):
    """How a `DRAW` is built."""

    num_glimpses: int = Field(64, ge=1, le=256, description="Steps of a drawing.")
    read_size: Grid | None = Field(
        2, description="Side of the grid that is looked through; None for the whole image."
    )
    write_size: Grid | None = Field(
        5, description="Side of the grid that is drawn through; None for the whole canvas."
    )
    units: int = Field(256, ge=1, le=16_384, description="Units of both LSTMs.")
    latent_units: int = Field(100, ge=1, le=4096, description="Latent units of a step.")
