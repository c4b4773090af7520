"""MNIST, 8 glimpses of 8 x 8: the paper's first classifier, trained in a fifth of the epochs.

    python -m training.train mnist_classify_8_fast --data DIR

Cost: 40 epochs of 60,000 images. Score: the paper has 0.41 % test error after 200 epochs (Table 1).
"""

from training.recipes import values

# What differs from mnist_classify_8: the learning rate makes one cycle, up to twice the paper's and
# down to nothing, over 40 epochs; images are zoomed, sheared, moved and bent as well as rotated, and
# rotated by less; dropout is half the paper's, since nothing overfits in so few epochs.
recipe = values.Recipe(
    task="classify",
    images=values.Images(
        dataset="mnist",
        mean=(0.1307,),
        std=(0.3081,),
        rotation=12.0,
        zoom=0.12,
        shear=0.2,
        shift=2.0,
        bend=0.8,
    ),
    model=values.Classifier(
        backbone=values.Backbone(
            context_cnn=((64, 3, 2, 0), (128, 3, 2, 0), (256, 3, 2, 0)),
            glimpse_cnn=((64, 3, 1, 0), (128, 3, 2, 0)),
            num_glimpses=8,
            glimpse_size=8,
            memory=values.HebbRosenblatt(memory_units=256),
            lstm_units=512,
            dropout=0.25,
        ),
        query_dropout=0.25,
    ),
    optimisation=values.Optimisation(
        epochs=40,
        batch_size=128,
        learning_rate=2e-3,
        schedule="one_cycle",
        clipping="global_norm",
        clip_at=5.0,
    ),
    running=values.Running(precision="auto"),
)
