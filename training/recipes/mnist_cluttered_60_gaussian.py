"""MNIST digits among 4 distractors on 60 x 60, seen by differentiable RAM: 8 glimpses of 12 x 12.

    python -m training.train mnist_cluttered_60_gaussian --data DIR

Cost: 40 epochs of 60,000 new scenes. Score: none published for this model; Mnih et al. (2014) have
4.04 % test error with RAM and as many glimpses.
"""

from training.recipes import mnist_cluttered_60
from training.recipes import values

recipe = values.Recipe(
    task="classify",
    images=mnist_cluttered_60.recipe.images,
    model=values.GaussianRecurrentAttention(num_glimpses=8, glimpse_size=12),
    optimisation=values.Optimisation(
        epochs=40,
        batch_size=128,
        learning_rate=1e-3,
        schedule="one_cycle",
    ),
)
