"""The variational auto-encoder that the paper compares its drawers with."""

import keras

from stawm_keras.layers import GaussianLatent
from stawm_keras.models.cnn import build_cnn
from stawm_keras.models.cnn import build_decoder
from stawm_keras.models.configured_model import ConfiguredModel
from stawm_keras.models.configured_model import resolve_policy
from stawm_keras.models.normalisation import normalisation
from stawm_keras.registration import register


@register
class BetaVAE(ConfiguredModel):
    """A variational auto-encoder with a weighted divergence: the paper's CIFAR-10 baseline.

    It draws an image at once, from one latent of the whole image, with neither glimpses nor memory.

    Args:
        image_shape: Tuple `(height, width, channels)`.
        convs: The encoder's convolutions, a sequence of `(filters, kernel, stride, padding)`; the
            decoder mirrors them.
        latent_units: Integer K, the latent units.
        kl_weight: Float, the weight of the latent's divergence in the loss (see `GaussianLatent`).
        batch_norm: Boolean, whether the CNNs normalise their batches.
        mean, std: Floats, or tuples of one per channel, as for `STAWMBackbone`.
        seed: Integer or `None`, the seed of the latent's samples.
        **kwargs: Other `keras.Model` arguments, `name` and `dtype` among them.

    Input shape:
        `(B, H, W, C)`, pixels in [0, 255].

    Output shape:
        `(B, H, W, C)`, pixels in [0, 1].

    Attributes:
        encoder: Keras model from images to the latent's mean `(B, K)`.
        seen: `"drawing"`, `"latents"` `(B, K)` and `"kl"` `(B,)`, in nats (see `seen`).

    Raises:
        ValueError: If a size or `std` is not positive, `mean` or `std` is of other channels, or the
            image is too small for the convolutions.

    Example:

    >>> vae = stawm_keras.models.BetaVAE((32, 32, 3), [(8, 4, 2, 1), (16, 4, 2, 1)], latent_units=4)
    >>> vae(np.zeros((2, 32, 32, 3))).shape, vae.encoder.output_shape
    ((2, 32, 32, 3), (None, 4))

    Reference:
        Section 4.3 of the paper; Higgins et al., "beta-VAE", 2017.
    """

    def __init__(
        self,
        image_shape,
        convs,
        latent_units,
        kl_weight=0.0,
        batch_norm=False,
        mean=0.0,
        std=1.0,
        seed=None,
        dtype=None,
        **kwargs,
    ):
        # === Functional model ===
        policy = resolve_policy(dtype)
        image = keras.Input(image_shape, name="image")
        features = build_cnn(image_shape, convs, batch_norm, policy, "encoder")(
            normalisation(mean, std, image_shape[-1], policy)(image)
        )
        latent = GaussianLatent(latent_units, kl_weight, seed=seed, dtype=policy, name="latent")
        latents = latent(features)
        decode = build_decoder(latent_units, image_shape, convs, batch_norm, policy, "decoder")
        drawing = keras.layers.Activation("sigmoid", dtype="float32", name="drawing")(
            decode(latents["latent"])
        )

        # === Config ===
        config = {
            "image_shape": image_shape,
            "convs": convs,
            "latent_units": latent_units,
            "kl_weight": kl_weight,
            "batch_norm": batch_norm,
            "mean": mean,
            "std": std,
            "seed": seed,
            "dtype": policy.name,
        }
        own_seen = {"drawing": drawing, "latents": latents["latent"], "kl": latents["kl"]}
        super().__init__(image, drawing, config, own_seen, **kwargs)
        # The mean alone: what is built on it has no loss of the latent.
        self.encoder = keras.Model(image, latent.mu(features), name="encoder")
