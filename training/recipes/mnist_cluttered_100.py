"""MNIST digits among 8 distractors on 100 x 100, 4 glimpses of 20 x 20.

    python -m training.train mnist_cluttered_100 --data DIR

Cost: 12 epochs of 60,000 new scenes, 30 minutes of one CPU core. Score: 3.80 % test error
(`docs/results.md`); none is published for this model. In Mnih et al. (2014) a recurrent attention
model (8 glimpses of four scales) has 8.11 %, and a convolutional network 14.35 %.
"""

from training.recipes import mnist_translated_60

recipe = mnist_translated_60.recipe.changed(
    scene="cluttered",
    scene_size=100,
    distractors=8,
    context_size=50,
    context_cnn=((32, 3, 2, 0), (64, 3, 2, 0), (64, 3, 2, 0)),
    widest=0.35,
    epochs=12,
)
