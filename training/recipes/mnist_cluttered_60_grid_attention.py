"""MNIST digits among 4 distractors on 60 x 60, soft attention over a grid of 15 x 15 places.

    python -m training.train mnist_cluttered_60_grid_attention --data DIR

Cost: 20 epochs of 60,000 new scenes. Score: 1.13 % test error (`docs/models_that_look.md`); none
published for this model; in Mnih et al. (2014) a recurrent attention model (8 glimpses of three
scales) has 4.04 % test error, and a convolutional network 8.09 %.
"""

from training.recipes import mnist_cluttered_60
from training.recipes import values

recipe = values.Recipe(
    task="classify",
    images=mnist_cluttered_60.recipe.images,
    model=values.GridAttention(
        cnn=((32, 4, 2, 1), (64, 4, 2, 1), (128, 3, 1, 1)),
        num_glimpses=4,
        units=256,
        attention_units=128,
    ),
    optimisation=values.Optimisation(
        epochs=20,
        batch_size=128,
        learning_rate=1e-3,
        schedule="one_cycle",
    ),
)
