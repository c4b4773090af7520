"""Spatial transformers, which look at where they find something."""

from typing import ClassVar
from typing import Literal
from typing import Self

from pydantic import Field
from pydantic import model_validator

from training.recipes.values.convolutions import PooledConvolutions
from training.recipes.values.convolutions import check_fit
from training.recipes.values.model import Model


class SpatialTransformer(Model):
    """How a `SpatialTransformerClassifier` is built."""

    classifies: ClassVar[bool] = True

    transform: Literal["affine", "projective", "thin_plate_spline"] = Field(
        "affine", description="How what is looked at is transformed."
    )
    num_objects: int = Field(
        1, ge=1, le=256, description="Objects in an image, of which each has a label."
    )
    glimpse_size: int = Field(
        28, ge=1, le=1024, description="Side of what the classifier sees, in pixels."
    )
    localisation_cnn: PooledConvolutions = Field(
        ((20, 5, 1, 0, 2), (20, 5, 1, 0, 1)),
        description="(filters, kernel, stride, padding, pool) of each convolution.",
    )
    classifier_cnn: PooledConvolutions = Field(
        ((32, 9, 1, 0, 2), (32, 7, 1, 0, 2)), description="Likewise."
    )
    localisation_units: int = Field(20, ge=1, le=16_384, description="Units before the pose.")
    recurrent_units: int = Field(
        256, ge=1, le=16_384, description="Units of the GRU, of several objects."
    )
    localisation_rate: float = Field(
        0.1, gt=0, le=1, description="Part of its gradient that what says where to look is given."
    )
    oversampling: int = Field(
        2, ge=1, le=16, description="Side of the square of samples averaged for a pixel."
    )
    batch_norm: bool = Field(True, description="Whether the CNNs have batch normalisation.")

    @property
    def labels(self) -> int:
        return self.num_objects

    @model_validator(mode="after")
    def _sees_glimpses(self) -> Self:
        check_fit("classifier_cnn", self.classifier_cnn, self.glimpse_size)
        return self

    def check_images(self, image_shape):
        check_fit("localisation_cnn", self.localisation_cnn, min(image_shape[:2]) // 2)
