"""Videos of an MNIST digit that moves among 4 distractors on 60 x 60, a glimpse of 20 x 20 a frame.

    python -m training.train mnist_moving_60 --data DIR

Cost: 15 epochs of 60,000 new videos of 6 frames. Score: none is published.
"""

from training.recipes import mnist_cluttered_60

recipe = mnist_cluttered_60.recipe.changed(
    scene="moving", frames=6, num_glimpses=6, scene_size=60, distractors=4
)
