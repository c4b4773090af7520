"""MNIST digits among 4 distractors on 60 x 60, hard attention to one of 15 x 15 places at a time.

    python -m training.train mnist_cluttered_60_hard_attention --data DIR

Cost: 20 epochs of 60,000 new scenes. Score: 1.83 % test error (`docs/models_that_look.md`); none
published for this model; in Mnih et al. (2014) a recurrent attention model (8 glimpses of three
scales) has 4.04 % test error, and a convolutional network 8.09 %.
"""

from training.recipes import mnist_cluttered_60_grid_attention

recipe = mnist_cluttered_60_grid_attention.recipe.changed(attention="hard")
