"""MNIST digits among 4 distractors on 60 x 60, seen by EDRAM: 4 affine glimpses of 16 x 16.

    python -m training.train mnist_cluttered_60_edram --data DIR

Glimpses and layers are smaller than the published ones. Cost: 15 epochs of 60,000 new scenes, 32
minutes of one CPU core. Score: 3.28 % test error (`docs/models_that_look.md`); none published for
it; in Jaderberg et al. (2015) a spatial transformer has 1.7 % test error.
"""

from training.recipes import mnist_cluttered_60
from training.recipes import mnist_translated_60_edram

recipe = mnist_translated_60_edram.recipe.changed(**mnist_cluttered_60.recipe.images.flat())
