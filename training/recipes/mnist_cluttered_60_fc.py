"""MNIST digits among 4 distractors on 60 x 60, seen at once by two layers of 256 units.

    python -m training.train mnist_cluttered_60_fc --data DIR

Cost: 30 epochs of 60,000 new scenes. Score: 18.87 % test error (`docs/models_that_look.md`); Mnih
et al. (2014) have 11.96 % test error; with `--units "(64, 64)"` 28.58 %; with `--cnn "((8, 10, 5,
0, 1),)" --units "(256,)"`, a convolutional network, 8.09 %.
"""

from training.recipes import mnist_cluttered_60_cnn
from training.recipes import values

recipe = values.Recipe(
    task="classify",
    images=mnist_cluttered_60_cnn.recipe.images,
    model=values.Plain(),
    optimisation=mnist_cluttered_60_cnn.recipe.optimisation,
)
