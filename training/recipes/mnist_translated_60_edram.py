"""MNIST digits anywhere on 60 x 60, seen by EDRAM: 4 affine glimpses of 16 x 16.

    python -m training.train mnist_translated_60_edram --data DIR

Glimpses and layers are smaller than the published ones. Cost: 15 epochs of 60,000 new scenes.
Score: 1.29 % test error after 12 (`docs/models_that_look.md`); none published for it; Mnih et al.
(2014) have 1.22 % test error with six glimpses of three scales.
"""

from training.recipes import mnist_translated_60
from training.recipes import values

recipe = values.Recipe(
    task="classify",
    images=mnist_translated_60.recipe.images,
    model=values.EnrichedDeepRecurrentAttention(
        num_glimpses=4,
        glimpse_size=16,
        glimpse_cnn=((32, 3, 1, 1, 2), (64, 3, 1, 1, 2), (64, 3, 1, 1, 1)),
        units=256,
        path_units=256,
        localisation_rate=0.1,
    ),
    optimisation=values.Optimisation(
        epochs=15,
        batch_size=128,
        learning_rate=1e-3,
        schedule="one_cycle",
        clipping="global_norm",
    ),
)
