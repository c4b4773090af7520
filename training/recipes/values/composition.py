"""What images are put into."""

from typing import Annotated
from typing import Literal
from typing import Self

from pydantic import Field
from pydantic import model_validator

from training.recipes.values.group import Group

DIGITS = 3  # Objects of a sequence.
PAIR = 2

Kind = Literal["translated", "cluttered", "rotated", "rts", "sequence", "sum", "pair", "moving"]


class Composition(Group):
    """How scenes are composed of a data set's images.

    What is left open is as published, and a run records it. So is the shape of images, which is the
    scene's, and the number of classes.
    """

    scene: Kind | None = Field(None, description="Images are put into scenes of this kind.")
    scene_size: Annotated[int, Field(ge=1, le=4096)] | None = Field(
        None, description="Side of a scene, in pixels."
    )
    distractors: Annotated[int, Field(ge=0, le=1024)] | None = Field(
        None, description="Pieces of other images in a scene."
    )
    piece_size: Annotated[int, Field(ge=1, le=1024)] | None = Field(
        None, description="Side of such a piece, in pixels."
    )

    frames: Annotated[int, Field(ge=2, le=256)] | None = Field(
        None, description="Frames of a video, one a glimpse, of moving scenes."
    )

    @property
    def moves(self) -> bool:
        """Whether scenes are videos."""
        return self.scene == "moving"

    @model_validator(mode="after")
    def _of_a_scene(self) -> Self:
        if self.scene is None:
            for name, value in self.flat().items():
                if value is not None:
                    raise ValueError(f"{name} needs a scene, and none is named. Received: {value}.")
        if self.frames is not None and not self.moves:
            raise ValueError(
                f"frames are of scenes that move: name the scene moving. Received: {self.frames}."
            )
        return self
