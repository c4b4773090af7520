"""MNIST digits among 4 distractors on 60 x 60, seen by differentiable RAM: 8 glimpses of 12 x 12.

    python -m training.train mnist_cluttered_60_gaussian --data DIR

Cost: 40 epochs of 60,000 new scenes, 32 minutes of one CPU core. Score: 3.65 % test error
(`docs/models_that_look.md`); none published for this model; Mnih et al. (2014) have 4.04 % test
error with RAM and as many glimpses.
"""

from training.recipes import mnist_cluttered_60
from training.recipes import mnist_translated_60_gaussian

recipe = mnist_translated_60_gaussian.recipe.changed(**mnist_cluttered_60.recipe.images.flat())
