"""MNIST digits among 8 distractors on 100 x 100, seen by differentiable RAM: 8 glimpses of 12 x 12.

    python -m training.train mnist_cluttered_100_gaussian --data DIR

Cost: 40 epochs of 60,000 new scenes. Score: Gregor et al. (2015) have 3.36 % test error, and
4.18 % with 4 glimpses.
"""

from training.recipes import mnist_cluttered_100
from training.recipes import values

recipe = values.Recipe(
    task="classify",
    images=mnist_cluttered_100.recipe.images,
    model=values.GaussianRecurrentAttention(num_glimpses=8, glimpse_size=12),
    optimisation=values.Optimisation(
        epochs=40,
        batch_size=128,
        learning_rate=1e-3,
        schedule="one_cycle",
    ),
)
