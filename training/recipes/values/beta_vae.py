"""Variational auto-encoders."""

from pydantic import Field

from training.recipes.values.convolutions import Convolutions
from training.recipes.values.convolutions import check_fit
from training.recipes.values.model import Model


class BetaVAE(Model):
    """How a `BetaVAE` is built."""

    convs: Convolutions = Field(
        description="(filters, kernel, stride, padding) of each convolution."
    )
    batch_norm: bool = Field(False, description="Whether the CNNs have batch normalisation.")
    latent_units: int = Field(32, ge=1, le=4096, description="Latent units of an image.")
    kl_weight: float = Field(
        0.0, ge=0, le=1e6, description="Weight of the latent's divergence, for one image."
    )

    def check_images(self, image_shape):
        check_fit("convs", self.convs, min(image_shape[:2]))
