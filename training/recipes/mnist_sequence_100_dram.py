"""MNIST, three digits in a row on 100 x 100, named in turn by DRAM: 4 glimpses a digit.

    python -m training.train mnist_sequence_100_dram --data DIR

Cost: 60 epochs of 60,000 new scenes. Score: none published for it; 1.5 % of the digits wrong of a
recurrent spatial transformer in Sonderby et al. (2015).
"""

from training.recipes import mnist_translated_60_dram

recipe = mnist_translated_60_dram.recipe.changed(
    scene="sequence", scene_size=100, num_objects=3, num_glimpses=4
)
