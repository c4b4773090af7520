"""The part of a model that looks."""

from typing import Literal
from typing import Self

from pydantic import Field
from pydantic import model_validator

from training.recipes.values.context import ContextSize
from training.recipes.values.context import check_context
from training.recipes.values.convolutions import Convolutions
from training.recipes.values.convolutions import check_fit
from training.recipes.values.group import Group
from training.recipes.values.memory import Memory
from training.recipes.values.poses import Poses

SMALLEST_FOR_MOBILENET = 32


class Backbone(Group):
    """How a `STAWMBackbone` is built."""

    context_cnn: Convolutions | None = Field(
        description="(filters, kernel, stride, padding) of each convolution; None for no context."
    )
    context_size: ContextSize = Field(
        None, description="Side of the thumbnail that context_cnn sees in place of the image."
    )
    glimpse_cnn: Convolutions | Literal["mobilenet_v2"] = Field(
        description="Likewise, or mobilenet_v2."
    )
    batch_norm: bool = Field(True, description="Whether the CNNs have batch normalisation.")
    num_glimpses: int = Field(8, ge=1, le=256, description="Glimpses an image.")
    glimpse_size: int = Field(8, ge=1, le=1024, description="Side of a glimpse, in pixels.")
    memory: Memory = Memory()
    lstm_units: int = Field(512, ge=1, le=16_384, description="Units H of both LSTMs.")
    dropout: float = Field(
        0.5, ge=0, lt=1, description="Dropout of context, glimpse features and pose emitters."
    )
    emitter: Poses = Poses()
    where: Literal["pose", "emission"] = Field("pose", description="What `where` is computed from.")

    @model_validator(mode="after")
    def _sees_glimpses(self) -> Self:
        if not isinstance(self.glimpse_cnn, str):
            check_fit("glimpse_cnn", self.glimpse_cnn, self.glimpse_size)
        elif self.glimpse_size < SMALLEST_FOR_MOBILENET:
            raise ValueError(
                f"glimpse_size must be at least {SMALLEST_FOR_MOBILENET} for {self.glimpse_cnn}. "
                f"Received: {self.glimpse_size}."
            )
        return self

    def check_images(self, image_shape):
        """Raises `ValueError` if images are too small to be seen as a whole."""
        check_context(self.context_cnn, self.context_size, image_shape)
