"""A Gaussian latent and its sample."""

import keras
from keras import ops

from stawm_keras.layers.sizes import check_sizes
from stawm_keras.random import ReplicaSeedGenerator
from stawm_keras.registration import register


@register
class GaussianLatent(keras.Layer):
    """Features to a diagonal Gaussian and a reparameterised sample of it.

    Samples while training; at inference the mean stands for the sample, unless told otherwise.
    Mean, log-variance and sample are float32 under every dtype policy.

    The divergence of the Gaussian from a unit one (KL) is returned too, and with a weight it is
    added to the losses of the model: summed over an image's latents, mean over the batch. For the
    latents of N glimpses that sum is at once the KL of one Gaussian of N K units (Eq. 24) and the
    joint KL of N Gaussians of K units (Eq. 25), whose variables are independent.

    Args:
        units: Integer K, the number of latent units.
        kl_weight: Float, at least 0, the weight of the divergence in the loss, for one image.
        sample_at_inference: Boolean, whether to sample at inference too.
        seed: Integer or `None`, the seed of the samples.
        **kwargs: Other `keras.Layer` arguments, `name` and `dtype` among them.

    Call arguments:
        features: Tensor `(B, ..., F)`.
        training: Boolean or `None`, whether to sample.

    Input shape:
        `(B, ..., F)`.

    Output shape:
        Dictionary: `"latent"`, `"mu"` and `"log_var"`, each `(B, ..., K)`, and `"kl"` `(B, ...)`,
        in nats.

    Raises:
        ValueError: If `units` is less than 1 or `kl_weight` negative.

    Example:

    >>> seen = stawm_keras.layers.GaussianLatent(4)(np.ones((2, 12, 256), "float32"))
    >>> sorted(seen), seen["latent"].shape
    (['kl', 'latent', 'log_var', 'mu'], (2, 12, 4))

    Reference:
        Section 3.3 and Appendix B of the paper; Kingma and Welling, "Auto-Encoding Variational
        Bayes", 2014.
    """

    def __init__(self, units, kl_weight=0.0, sample_at_inference=False, seed=None, **kwargs):
        super().__init__(**kwargs)
        check_sizes(units=units)
        if not kl_weight >= 0:
            raise ValueError(f"`kl_weight` must not be negative. Received: kl_weight={kl_weight}")
        self.units = units
        self.kl_weight = kl_weight
        self.sample_at_inference = sample_at_inference
        self.seed = seed
        self.seed_generator = ReplicaSeedGenerator(seed)
        self.mu = keras.layers.Dense(units, dtype=self.dtype_policy, name="mu")
        self.log_var = keras.layers.Dense(units, dtype=self.dtype_policy, name="log_var")

    def build(self, features_shape):
        self.mu.build(features_shape)
        self.log_var.build(features_shape)

    def draw_noise(self, *shape, training):
        """Unit Gaussians `(*shape, units)`, or `None` where the mean stands for the sample."""
        if not training and not self.sample_at_inference:
            return None
        shape = (*shape, self.units)
        return keras.random.normal(shape, dtype="float32", seed=self.seed_generator)

    def sample(self, features, noise):
        """Sample, mean and log-variance, without the divergence: nothing in a loop waits for it."""
        mu = ops.cast(self.mu(features), "float32")
        log_var = ops.cast(self.log_var(features), "float32")
        latent = mu if noise is None else mu + ops.exp(0.5 * log_var) * noise
        return {"latent": latent, "mu": mu, "log_var": log_var}

    def divergence(self, mu, log_var):
        """The divergence from a unit Gaussian in nats, `(B, ...)`."""
        return 0.5 * ops.sum(ops.square(mu) + ops.exp(log_var) - 1 - log_var, axis=-1)

    def call(self, features, training=None):
        noise = self.draw_noise(*ops.shape(features)[:-1], training=training)
        sampled = self.sample(features, noise)
        kl = self.divergence(sampled["mu"], sampled["log_var"])
        if self.kl_weight:
            self.add_loss(self.kl_weight * ops.sum(kl) / ops.cast(ops.shape(kl)[0], "float32"))
        return {**sampled, "kl": kl}

    def compute_output_spec(self, features, training=None):
        shape = (*features.shape[:-1], self.units)
        shapes = {"latent": shape, "mu": shape, "log_var": shape, "kl": shape[:-1]}
        return {name: keras.KerasTensor(s, dtype="float32") for name, s in shapes.items()}

    def get_config(self):
        return {
            **super().get_config(),
            "units": self.units,
            "kl_weight": self.kl_weight,
            "sample_at_inference": self.sample_at_inference,
            "seed": self.seed,
        }
