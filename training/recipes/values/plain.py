"""What models that look are compared with."""

from typing import Annotated
from typing import ClassVar

from pydantic import Field

from training.recipes.values.convolutions import PooledConvolutions
from training.recipes.values.convolutions import check_fit
from training.recipes.values.model import Model


class Plain(Model):
    """How a `PlainClassifier` is built."""

    classifies: ClassVar[bool] = True

    cnn: PooledConvolutions | None = Field(
        None, description="(filters, kernel, stride, padding, pool) of each convolution, if any."
    )
    units: tuple[Annotated[int, Field(ge=1, le=16_384)], ...] = Field(
        (256, 256), description="Units of each hidden layer."
    )
    batch_norm: bool = Field(False, description="Whether the CNN has batch normalisation.")

    def check_images(self, image_shape):
        if self.cnn is not None:
            check_fit("cnn", self.cnn, min(image_shape[:2]))
