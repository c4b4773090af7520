"""MNIST, drawn by 12 sketches of 4 x 4: the first drawing model of the paper's Appendix D.1.

    python -m training.train mnist_draw_4 --data DIR

Cost: 100 epochs of 60,000 images. Score: the paper shows drawings (Figure 8) and no figure.
"""

from training.recipes import mnist_draw_6

# It differs from what was run for the paper as mnist_draw_6 does.
recipe = mnist_draw_6.recipe.changed(glimpse_size=4)
