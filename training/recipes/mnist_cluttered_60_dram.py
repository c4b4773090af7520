"""MNIST digits among 4 distractors on 60 x 60, seen by DRAM: 6 glimpses of 12 x 12 in three scales.

    python -m training.train mnist_cluttered_60_dram --data DIR

Cost: 60 epochs of 60,000 new scenes. Score: 4.34 % test error after 40 of them
(`docs/models_that_look.md`); none published; an open implementation has 2.75 % test error with as
many glimpses.
"""

from training.recipes import mnist_cluttered_60
from training.recipes import mnist_translated_60_dram

recipe = mnist_translated_60_dram.recipe.changed(**mnist_cluttered_60.recipe.images.flat())
