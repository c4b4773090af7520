"""MNIST digits among 8 distractors on 100 x 100, seen by differentiable RAM: 8 glimpses of 12 x 12.

    python -m training.train mnist_cluttered_100_gaussian --data DIR

Cost: 40 epochs of 60,000 new scenes. Score: Gregor et al. (2015) have 3.36 % test error, and
4.18 % with 4 glimpses.
"""

from training.recipes import mnist_cluttered_100
from training.recipes import mnist_translated_60_gaussian

recipe = mnist_translated_60_gaussian.recipe.changed(**mnist_cluttered_100.recipe.images.flat())
