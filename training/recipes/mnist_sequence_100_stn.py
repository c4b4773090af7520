"""MNIST, three digits in a row on 100 x 100, found in turn by a recurrent spatial transformer.

    python -m training.train mnist_sequence_100_stn --data DIR

Cost: 30 epochs of 60,000 new scenes. Score: 1.5 % of the digits wrong in Sonderby et al. (2015).
"""

from training.recipes import mnist_translated_60_stn

recipe = mnist_translated_60_stn.recipe.changed(
    scene="sequence", scene_size=100, num_objects=3, batch_size=64
)
