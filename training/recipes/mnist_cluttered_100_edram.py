"""MNIST digits among 8 distractors on 100 x 100, seen by EDRAM: 6 affine glimpses of 26 x 26.

    python -m training.train mnist_cluttered_100_edram --data DIR

Cost: 60 epochs of 60,000 new scenes, with layers as published, which want a GPU. Score: Ablavatski
et al. (2017) have 1.24 % test error, and also learn from the places of digits.
"""

from training.recipes import mnist_cluttered_100
from training.recipes import mnist_translated_60_edram
from training.recipes import values

recipe = values.Recipe(
    task="classify",
    images=mnist_cluttered_100.recipe.images,
    model=values.EnrichedDeepRecurrentAttention(),
    optimisation=mnist_translated_60_edram.recipe.optimisation.model_copy(update={"epochs": 60}),
)
