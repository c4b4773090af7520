"""MNIST digits anywhere on 60 x 60, seen by an affine spatial transformer.

    python -m training.train mnist_translated_60_stn --data DIR

Cost: 30 epochs of 60,000 new scenes. Score: 0.59 % test error (`docs/models_that_look.md`); none
published for it; Mnih et al. (2014) have 1.22 % test error with six glimpses of three scales, and
1.62 % with a convolutional network.
"""

from training.recipes import mnist_translated_60
from training.recipes import values

recipe = values.Recipe(
    task="classify",
    images=mnist_translated_60.recipe.images,
    model=values.SpatialTransformer(),
    optimisation=values.Optimisation(
        epochs=30,
        batch_size=128,
        learning_rate=2e-3,
        schedule="one_cycle",
    ),
)
