"""MNIST, drawn by 12 sketches of 8 x 8: the third drawing model of the paper's Appendix D.1.

    python -m training.train mnist_draw_8 --data DIR

Cost: 100 epochs of 60,000 images. Score: the paper shows drawings (Figure 8) and no figure.
"""

from training.recipes import mnist_draw_6

# It differs from what was run for the paper as mnist_draw_6 does, and in the sketches' size: the
# published decoder's were 10 x 10 where the glimpses were 8 x 8.
recipe = mnist_draw_6.recipe.changed(glimpse_cnn=((64, 3, 1, 0), (128, 3, 2, 0)), glimpse_size=8)
