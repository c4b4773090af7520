"""RAM, which looks at places that it draws."""

from typing import ClassVar
from typing import Literal

from pydantic import Field

from training.recipes.values.model import Model

WIDEST = 16  # A retina, in images.


class RecurrentAttention(Model):
    """How a `RecurrentAttention` is built."""

    classifies: ClassVar[bool] = True
    watches: ClassVar[bool] = True

    num_glimpses: int = Field(6, ge=1, le=256, description="Glimpses an image.")
    glimpse_size: int = Field(12, ge=1, le=1024, description="Side of the retina's patches.")
    scales: int = Field(3, ge=1, le=10, description="Patches, each twice as wide as the last.")
    units: int = Field(256, ge=1, le=16_384, description="Units of core and glimpse features.")
    path_units: int = Field(128, ge=1, le=16_384, description="Units of what and of where.")
    core: Literal["rnn", "lstm"] = Field("rnn", description="Kind of the recurrent core.")
    location_std: float = Field(
        0.1, gt=0, le=10, description="Standard deviation of the places tried; edges are at 1."
    )
    samples: int = Field(1, ge=1, le=1000, description="Times an image is looked through.")

    def check_images(self, image_shape):
        check_retina(self.glimpse_size, self.scales, image_shape)


def check_retina(glimpse_size, scales, image_shape):
    """Raises `ValueError` if a retina is too wide for images."""
    widest = glimpse_size * 2 ** (scales - 1)
    if widest > WIDEST * min(image_shape[:2]):
        raise ValueError(
            f"scales must make a retina of at most {WIDEST} times the image's side. Received: "
            f"{scales}, which of glimpse_size {glimpse_size} are {widest} pixels."
        )
