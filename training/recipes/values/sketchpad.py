"""Models that look, draw and classify."""

from typing import ClassVar

from pydantic import Field

from training.recipes.values.drawer import Drawer


class Sketchpad(Drawer):
    """How a `STAWMSketchpad` is built, and what each of its heads counts."""

    classifies: ClassVar[bool] = True

    class_weight: float = Field(1.0, ge=0, le=1e6, description="Weight of the cross-entropy.")
    drawing_weight: float = Field(1.0, ge=0, le=1e6, description="Weight of the squared error.")
