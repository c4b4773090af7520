"""Drawing at once."""

from stawm_keras.models import BetaVAE
from training.tasks.drawing import Drawing


class AutoEncoding(Drawing):
    """A `BetaVAE` learns to draw what it is shown."""

    def make(self, recipe):
        images, values = recipe.images, recipe.model
        return BetaVAE(
            images.image_shape,
            values.convs,
            values.latent_units,
            kl_weight=values.kl_weight,
            batch_norm=values.batch_norm,
            mean=images.mean,
            std=images.std,
            seed=recipe.running.seed,
            dtype=recipe.running.precision,
        )
