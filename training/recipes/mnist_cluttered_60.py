"""MNIST digits among 4 distractors on 60 x 60, 4 glimpses of 20 x 20.

    python -m training.train mnist_cluttered_60 --data DIR

Cost: 15 epochs of 60,000 new scenes, 20 minutes of two CPU cores. Score: 2.50 % test error
with `--localisation-rate 1` (`docs/results.md`); none is published for this model. In Mnih et al.
(2014) a recurrent attention model (8 glimpses of three scales) has 4.04 %, and a convolutional
network 8.09 %; in Jaderberg et al. (2015) a spatial transformer has 1.7 %.
"""

from training.recipes import mnist_translated_60

recipe = mnist_translated_60.recipe.changed(scene="cluttered", distractors=4)
