"""Models that attend to a grid of features, and classify."""

from typing import ClassVar
from typing import Literal

from pydantic import Field

from training.recipes.values.convolutions import Convolutions
from training.recipes.values.convolutions import check_fit
from training.recipes.values.model import Model


class GridAttention(Model):
    """How a `GridAttentionClassifier` is built."""

    classifies: ClassVar[bool] = True

    cnn: Convolutions = Field(description="(filters, kernel, stride, padding) of each convolution.")
    batch_norm: bool = Field(True, description="Whether the CNN has batch normalisation.")
    num_glimpses: int = Field(4, ge=1, le=256, description="Glimpses an image.")
    units: int = Field(256, ge=1, le=16_384, description="Units H of the LSTM.")
    attention_units: int = Field(
        256, ge=1, le=16_384, description="Units in which places and state are compared."
    )
    attention: Literal["soft", "hard"] = Field(
        "soft", description="Whether a mean of the places is read, or one that is drawn."
    )
    at_inference: Literal["argmax", "expectation"] = Field(
        "argmax", description="What hard attention reads at inference."
    )
    doubly_stochastic: float = Field(
        0.0, ge=0, le=1e6, description="Weight of the penalty of places that are not looked at."
    )
    samples: int = Field(
        1, ge=1, le=1000, description="Times an image is looked through by hard attention."
    )

    def check_images(self, image_shape):
        check_fit("cnn", self.cnn, min(image_shape[:2]))
