"""MNIST digits anywhere on 60 x 60, seen by RAM: 6 glimpses of 12 x 12 in three scales.

    python -m training.train mnist_translated_60_ram --data DIR

Cost: 60 epochs of 60,000 new scenes. Score: 4.26 % test error (`docs/models_that_look.md`); Mnih et
al. (2014) have 1.22 % test error with as many glimpses.
"""

from training.recipes import mnist_translated_60
from training.recipes import values

recipe = values.Recipe(
    task="classify",
    images=mnist_translated_60.recipe.images,
    model=values.RecurrentAttention(num_glimpses=6, glimpse_size=12, scales=3),
    optimisation=values.Optimisation(
        epochs=60,
        batch_size=128,
        learning_rate=1e-3,
        schedule="one_cycle",
    ),
)
