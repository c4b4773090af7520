"""A relaxed sample of a probability map."""

import keras
from keras import ops

from stawm_keras.layers.float32_layer import Float32Layer
from stawm_keras.random import ReplicaSeedGenerator
from stawm_keras.registration import register

# Probabilities closer to 0 or 1 than this are taken for this: log-odds and gradients stay finite.
MARGIN = 1e-6


@register
class ConcreteMask(Float32Layer):
    """Samples a mask from the Concrete (relaxed Bernoulli) distribution.

    The sample is `sigmoid((logit(p) + L) / temperature)` with logistic noise `L`, and `p` itself
    where that is 0 or 1: differentiable in `p`, and as the temperature goes to 0, 1 with
    probability `p` and else 0. At inference the probability stands for the sample, unless told
    otherwise. Computed in float32 under every dtype policy.

    Args:
        temperature: Positive float.
        sample_at_inference: Boolean, whether to sample at inference too.
        seed: Integer or `None`, the seed of the samples.
        **kwargs: Other `keras.Layer` arguments, `name` among them.

    Call arguments:
        probabilities: Tensor of any shape, in [0, 1].
        training: Boolean or `None`, whether to sample.

    Output shape:
        That of the probabilities.

    Raises:
        ValueError: If the temperature is not positive.

    Example:

    >>> probabilities = np.full((2, 64, 64, 1), 0.3, "float32")
    >>> mask = stawm_keras.layers.ConcreteMask(2.0, seed=0)(probabilities, training=True)
    >>> mask.shape
    (2, 64, 64, 1)

    Reference:
        Section 3.3 of the paper; Maddison, Mnih and Teh, "The Concrete Distribution", 2017.
    """

    def __init__(self, temperature, sample_at_inference=False, seed=None, **kwargs):
        super().__init__(**kwargs)
        if not temperature > 0:
            raise ValueError(
                "`temperature` must be positive; for a hard mask, take one near 0. Received: "
                f"temperature={temperature}"
            )
        self.temperature = temperature
        self.sample_at_inference = sample_at_inference
        self.seed = seed
        self.seed_generator = ReplicaSeedGenerator(seed)

    def call(self, probabilities, training=None):
        if not (training or self.sample_at_inference):
            return probabilities
        uniform = keras.random.uniform(
            ops.shape(probabilities), MARGIN, 1 - MARGIN, "float32", self.seed_generator
        )
        log_odds = _logit(ops.clip(probabilities, MARGIN, 1 - MARGIN))
        relaxed = ops.sigmoid((log_odds + _logit(uniform)) / self.temperature)
        # What is certain is not left to chance: no mask where there is no sketch, all where it is.
        certain = ops.logical_or(probabilities <= 0, probabilities >= 1)
        return ops.where(certain, ops.stop_gradient(probabilities), relaxed)

    def compute_output_shape(self, probabilities_shape):
        return probabilities_shape

    def get_config(self):
        return {
            **super().get_config(),
            "temperature": self.temperature,
            "sample_at_inference": self.sample_at_inference,
            "seed": self.seed,
        }


def _logit(probability):
    return ops.log(probability) - ops.log1p(-probability)
