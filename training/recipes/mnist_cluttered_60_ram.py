"""MNIST digits among 4 distractors on 60 x 60, seen by RAM: 6 glimpses of 12 x 12 in three scales.

    python -m training.train mnist_cluttered_60_ram --data DIR

Cost: 60 epochs of 60,000 new scenes. Score: 13.39 % test error (`docs/models_that_look.md`); Mnih
et al. (2014) have 4.08 % test error with as many glimpses.
"""

from training.recipes import mnist_cluttered_60
from training.recipes import mnist_translated_60_ram

recipe = mnist_translated_60_ram.recipe.changed(**mnist_cluttered_60.recipe.images.flat())
