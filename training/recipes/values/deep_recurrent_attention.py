"""DRAM, which names several objects in a row, at places that it draws."""

from typing import ClassVar
from typing import Self

from pydantic import Field
from pydantic import model_validator

from training.recipes.values.context import ContextSize
from training.recipes.values.context import check_context
from training.recipes.values.convolutions import PooledConvolutions
from training.recipes.values.convolutions import check_fit
from training.recipes.values.model import Model
from training.recipes.values.recurrent_attention import check_retina


class DeepRecurrentAttention(Model):
    """How a `DeepRecurrentAttention` is built."""

    classifies: ClassVar[bool] = True

    num_objects: int = Field(
        1, ge=1, le=256, description="Objects in an image, of which each has a label."
    )
    num_glimpses: int = Field(6, ge=1, le=256, description="Glimpses an object.")
    glimpse_size: int = Field(12, ge=1, le=1024, description="Side of the retina's patches.")
    scales: int = Field(3, ge=1, le=10, description="Patches, each twice as wide as the last.")
    context_cnn: PooledConvolutions | None = Field(
        ((32, 5, 2, 0, 1), (32, 3, 2, 0, 1)),
        description="(filters, kernel, stride, padding, pool) of each convolution, if any.",
    )
    context_size: ContextSize = Field(
        24, description="Side of the thumbnail that context_cnn sees; null for the image."
    )
    glimpse_cnn: PooledConvolutions = Field(
        ((64, 3, 1, 1, 1), (64, 3, 2, 1, 1), (128, 3, 2, 1, 1)), description="Likewise."
    )
    units: int = Field(256, ge=1, le=16_384, description="Units of both LSTMs.")
    path_units: int = Field(256, ge=1, le=16_384, description="Units of what and of where.")
    batch_norm: bool = Field(False, description="Whether the CNNs have batch normalisation.")
    location_std: float = Field(
        0.1, gt=0, le=10, description="Standard deviation of the places tried; edges are at 1."
    )
    samples: int = Field(1, ge=1, le=1000, description="Times an image is looked through.")

    @property
    def labels(self) -> int:
        return self.num_objects

    @model_validator(mode="after")
    def _sees_glimpses(self) -> Self:
        check_fit("glimpse_cnn", self.glimpse_cnn, self.glimpse_size)
        return self

    def check_images(self, image_shape):
        check_retina(self.glimpse_size, self.scales, image_shape)
        check_context(self.context_cnn, self.context_size, image_shape)
