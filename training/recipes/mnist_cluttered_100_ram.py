"""MNIST digits among 8 distractors on 100 x 100, seen by RAM: 8 glimpses of 12 x 12 in four scales.

    python -m training.train mnist_cluttered_100_ram --data DIR

Cost: 60 epochs of 60,000 new scenes. Score: Mnih et al. (2014) have 8.11 % test error with as many
glimpses.
"""

from training.recipes import mnist_cluttered_100
from training.recipes import mnist_translated_60_ram

recipe = mnist_translated_60_ram.recipe.changed(
    **mnist_cluttered_100.recipe.images.flat(), num_glimpses=8, scales=4
)
