"""Recipes of variational auto-encoders."""

from dataclasses import dataclass

from stawm_keras.models import BetaVAE
from training.kinds.drawing import Drawing
from training.kinds.recipe import Convs
from training.kinds.recipe import value


@dataclass(frozen=True, kw_only=True)
class BetaVAERecipe(Drawing):
    """How a `BetaVAE` is built and trained."""

    convs: Convs = value((), "(filters, kernel, stride, padding) of each convolution.")
    batch_norm: bool = value(False, "Whether the CNNs have batch normalisation.")
    latent_units: int = value(32, "Latent units of an image.")
    kl_weight: float = value(0.0, "Weight of the latent's divergence, for one image.")

    def make(self):
        return BetaVAE(
            self.image_shape,
            self.convs,
            self.latent_units,
            kl_weight=self.kl_weight,
            batch_norm=self.batch_norm,
            mean=self.mean,
            std=self.std,
            seed=self.seed,
            dtype=self.precision,
        )
