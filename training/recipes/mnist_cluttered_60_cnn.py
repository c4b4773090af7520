"""MNIST digits among 4 distractors on 60 x 60, seen at once by a convolutional network.

    python -m training.train mnist_cluttered_60_cnn --data DIR

Cost: 30 epochs of 60,000 new scenes. Score: Jaderberg et al. (2015) have 3.5 % test error with this
network, which is their spatial transformer's classifier.
"""

from training.recipes import mnist_cluttered_60
from training.recipes import values

recipe = values.Recipe(
    task="classify",
    images=mnist_cluttered_60.recipe.images,
    model=values.Plain(cnn=((32, 9, 1, 0, 2), (32, 7, 1, 0, 2)), units=()),
    optimisation=values.Optimisation(
        epochs=30,
        batch_size=128,
        learning_rate=1e-3,
        schedule="one_cycle",
    ),
)
