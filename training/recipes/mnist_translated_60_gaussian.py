"""MNIST digits anywhere on 60 x 60, seen by differentiable RAM: 8 Gaussian glimpses of 12 x 12.

    python -m training.train mnist_translated_60_gaussian --data DIR

Cost: 40 epochs of 60,000 new scenes. Score: none published for this model; Mnih et al. (2014) have
1.20 % test error with RAM and as many glimpses.
"""

from training.recipes import mnist_translated_60
from training.recipes import values

recipe = values.Recipe(
    task="classify",
    images=mnist_translated_60.recipe.images,
    model=values.GaussianRecurrentAttention(
        num_glimpses=8,
        glimpse_size=12,
        localisation_rate=0.1,  # Of all the gradient, it learns nothing for ten epochs.
    ),
    optimisation=values.Optimisation(
        epochs=40,
        batch_size=128,
        learning_rate=1e-3,
        schedule="one_cycle",
    ),
)
