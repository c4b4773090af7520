"""MNIST, 10 glimpses of 28 x 28: the second classifier of the paper's Appendix D.1.

    python -m training.train mnist_classify_28 --data DIR

Cost: 200 epochs of 60,000 images, each about four times those of mnist_classify_8. Score: 0.35 %
test error in the paper (Table 1).
"""

from training.recipes import mnist_classify_8

# What was run for the paper: 8 glimpses (--num-glimpses 8), and the same differences in clipping
# and schedule as mnist_classify_8 tells of.
recipe = mnist_classify_8.recipe.changed(
    precision="float32",  # Not compared with bfloat16 yet.
    glimpse_cnn=((64, 3, 2, 0), (128, 3, 2, 0), (256, 3, 2, 0)),
    num_glimpses=10,
    glimpse_size=28,
    memory_units=512,
    lstm_units=1024,
)
