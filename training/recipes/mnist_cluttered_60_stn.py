"""MNIST digits among 4 distractors on 60 x 60, seen by an affine spatial transformer.

    python -m training.train mnist_cluttered_60_stn --data DIR

Cost: 30 epochs of 60,000 new scenes. Score: 2.06 % test error (`docs/models_that_look.md`);
Jaderberg et al. (2015) have 1.7 % test error.
"""

from training.recipes import mnist_cluttered_60
from training.recipes import mnist_translated_60_stn

recipe = mnist_translated_60_stn.recipe.changed(**mnist_cluttered_60.recipe.images.flat())
