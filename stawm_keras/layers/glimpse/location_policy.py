"""Where to look, drawn at random and learned by reward."""

import math

import keras
from keras import ops

from stawm_keras.layers.float32_layer import Float32Layer
from stawm_keras.layers.sizes import check_sizes
from stawm_keras.random import ReplicaSeedGenerator
from stawm_keras.registration import register


@register
class LocationPolicy(Float32Layer):
    """Draws a location from a Gaussian whose mean is a `Dense` layer of the features.

    A sensor that crops tells its locator nothing of how to do better. A policy learns from what
    came of what it tried: while training it draws locations, and `losses.PolicyGradient` makes
    those likelier of which more came than was expected. The sample is a constant, in its own
    log-probability too; the mean alone passes a gradient on. At inference the sample is the mean.

    It is float32 under every dtype policy, and starts by looking at the centre.

    Args:
        units: Integer P, how many numbers a location has.
        std: Float, the standard deviation of each of them; it is not learned.
        seed: Integer or `None`, the seed of the samples.
        **kwargs: Other `keras.Layer` arguments, `name` among them.

    Call arguments:
        features: Tensor `(B, ..., F)`.
        training: Boolean or `None`, whether to draw, if no noise is given.
        noise: Tensor `(B, ..., P)` of unit Gaussians or `None`, for a caller that draws it for all
            the steps of a loop at once (`draw_noise`).

    Input shape:
        `(B, ..., F)`.

    Output shape:
        Dictionary of float32 tensors: `"mean"` and `"sample"` `(B, ..., P)`, which may lie outside
        [-1, 1]: clip what a sensor is given, and not what the log-probability is of;
        `"log_probability"` `(B, ...)`.

    Raises:
        ValueError: If `units` is less than 1 or `std` is not positive.

    Example:

    >>> policy = stawm_keras.layers.LocationPolicy(2, std=0.1)
    >>> tried = policy(np.ones((4, 256), "float32"), training=True)
    >>> tried["mean"].shape, tried["sample"].shape
    ((4, 2), (4, 2))

    Reference:
        Mnih et al., "Recurrent Models of Visual Attention", 2014, Sections 3.1 and 3.2; Williams,
        "Simple Statistical Gradient-Following Algorithms for Connectionist Reinforcement Learning",
        1992.
    """

    def __init__(self, units, std=0.1, seed=None, **kwargs):
        super().__init__(**kwargs)
        check_sizes(units=units)
        if not isinstance(std, (int, float)) or not 0 < std < math.inf:
            raise ValueError(
                "`std` must be a positive number: a policy learns from the difference that trying "
                f"another location makes. Received: std={std}"
            )
        self.units = units
        self.std = std
        self.seed = seed
        self.seed_generator = ReplicaSeedGenerator(seed)
        self.locate = keras.layers.Dense(
            units, kernel_initializer="zeros", dtype="float32", name="mean"
        )

    def build(self, features_shape):
        self.locate.build(features_shape)

    def draw_noise(self, *shape, training):
        """Unit Gaussians `(*shape, units)`, or `None` where nothing is drawn."""
        if not training:
            return None
        shape = (*shape, self.units)
        return keras.random.normal(shape, dtype="float32", seed=self.seed_generator)

    def sample(self, features, noise):
        """Means and samples, without their log-probability: nothing in a loop waits for it."""
        mean = self.locate(ops.cast(features, "float32"))
        return mean, ops.stop_gradient(mean if noise is None else mean + self.std * noise)

    def log_probability(self, sample, mean):
        """The logarithm of the density of samples `(..., P)`, which are constants: `(...)`."""
        deviations = (sample - mean) / self.std
        constant = self.units * math.log(self.std * math.sqrt(2 * math.pi))
        return -ops.sum(ops.square(deviations), axis=-1) / 2 - constant

    def call(self, features, training=None, noise=None):
        if noise is None:
            noise = self.draw_noise(*ops.shape(features)[:-1], training=training)
        mean, sample = self.sample(features, noise)
        log_probability = self.log_probability(sample, mean)
        return {"mean": mean, "sample": sample, "log_probability": log_probability}

    def compute_output_spec(self, features, training=None, noise=None):
        shape = features.shape[:-1]
        shapes = {"mean": (*shape, self.units), "sample": (*shape, self.units)}
        shapes["log_probability"] = shape
        return {name: keras.KerasTensor(s, dtype="float32") for name, s in shapes.items()}

    def get_config(self):
        return {
            **super().get_config(),
            "units": self.units,
            "std": self.std,
            "seed": self.seed,
        }
