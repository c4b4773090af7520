"""EDRAM, which looks at parts of an image that it finds by their gradient."""

from typing import ClassVar
from typing import Self

from pydantic import Field
from pydantic import model_validator

from training.recipes.values.context import ContextSize
from training.recipes.values.context import check_context
from training.recipes.values.convolutions import PooledConvolutions
from training.recipes.values.convolutions import check_fit
from training.recipes.values.localisation import LocalisationRate
from training.recipes.values.model import Model


class EnrichedDeepRecurrentAttention(Model):
    """How an `EnrichedDeepRecurrentAttention` is built."""

    classifies: ClassVar[bool] = True

    num_glimpses: int = Field(6, ge=1, le=256, description="Glimpses an image.")
    glimpse_size: int = Field(26, ge=1, le=1024, description="Side of a glimpse, in pixels.")
    context_cnn: PooledConvolutions | None = Field(
        ((16, 5, 1, 0, 1), (16, 3, 1, 0, 1), (32, 3, 1, 0, 1)),
        description="(filters, kernel, stride, padding, pool) of each convolution, if any.",
    )
    context_size: ContextSize = Field(
        12, description="Side of the thumbnail that context_cnn sees; null for the image."
    )
    glimpse_cnn: PooledConvolutions = Field(
        (
            (64, 3, 1, 1, 1),
            (64, 3, 1, 1, 2),
            (128, 3, 1, 1, 1),
            (128, 3, 1, 1, 2),
            (160, 3, 1, 1, 1),
            (192, 3, 1, 1, 1),
        ),
        description="Likewise.",
    )
    units: int = Field(512, ge=1, le=16_384, description="Units of both LSTMs.")
    path_units: int = Field(1024, ge=1, le=16_384, description="Units of what and of where.")
    localisation_rate: LocalisationRate = 1.0
    batch_norm: bool = Field(True, description="Whether the CNNs have batch normalisation.")

    @model_validator(mode="after")
    def _sees_glimpses(self) -> Self:
        check_fit("glimpse_cnn", self.glimpse_cnn, self.glimpse_size)
        return self

    def check_images(self, image_shape):
        check_context(self.context_cnn, self.context_size, image_shape)
