"""Models that describe what they look at."""

from pydantic import Field

from training.recipes.values.convolutions import Convolutions
from training.recipes.values.convolutions import check_fit
from training.recipes.values.model import Model


class ShowAttendTell(Model):
    """How a `ShowAttendTell` is built."""

    cnn: Convolutions = Field(description="(filters, kernel, stride, padding) of each convolution.")
    batch_norm: bool = Field(True, description="Whether the CNN has batch normalisation.")
    units: int = Field(512, ge=1, le=16_384, description="Units H of the LSTM.")
    embedding_units: int = Field(512, ge=1, le=16_384, description="Units of a word.")
    attention_units: int = Field(
        512, ge=1, le=16_384, description="Units in which places and state are compared."
    )
    doubly_stochastic: float = Field(
        1.0, ge=0, le=1e6, description="Weight of the penalty of places that are not looked at."
    )

    def check_images(self, image_shape):
        check_fit("cnn", self.cnn, min(image_shape[:2]))
