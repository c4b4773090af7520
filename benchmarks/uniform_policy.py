"""RAM that looks at random places, with which one is compared that learns where to look."""

import keras
from keras import ops

from stawm_keras.models import RecurrentAttention


class UniformPolicy:
    """Draws places uniformly in [-1, 1], in the stead of a `LocationPolicy`; it has no weights.

    Args:
        policy: The `LocationPolicy`, with whose seeds it draws.
    """

    def __init__(self, policy):
        self.units = policy.units
        self.seed_generator = policy.seed_generator

    def draw_noise(self, *shape, training):
        """The places `(*shape, units)`, at inference as well: there are no others."""
        return keras.random.uniform((*shape, self.units), -1.0, 1.0, seed=self.seed_generator)

    def sample(self, features, noise):
        """The places, as means and as samples."""
        return noise, noise

    def log_probability(self, sample, mean):
        """The logarithm of the density, which is the same everywhere."""
        return ops.zeros_like(sample[..., 0]) - self.units * ops.log(2.0)


def looks_at_random(**arguments):
    """A `RecurrentAttention` of these arguments, whose policy is uniform and learns nothing."""
    model = RecurrentAttention(**arguments)
    cell = model.get_layer("glimpse_loop").cell
    cell.policy.trainable = False
    cell.policy = UniformPolicy(cell.policy)
    return model
