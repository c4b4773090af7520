"""Photographs of 64 x 64, 4 glimpses of 32 x 32: a classifier of one's own images.

    python -m training.train photos_64 --data DIR

Cost: of an epoch of CIFAR-10's 50,000 images. Score: none published.
"""

from training.recipes import values

recipe = values.Recipe(
    task="classify",
    images=values.Images(
        dataset="photos",
        image_shape=(64, 64, 3),
        mean=(0.48, 0.46, 0.41),
        std=(0.25, 0.25, 0.26),
        crop_padding=4,
        flips=True,
    ),
    model=values.Classifier(
        backbone=values.Backbone(
            context_cnn=((32, 5, 2, 2), (64, 3, 2, 1), (128, 3, 2, 1), (128, 3, 2, 1)),
            glimpse_cnn=(
                (32, 3, 2, 1),
                (64, 3, 1, 1),
                (64, 3, 2, 1),
                (128, 3, 1, 1),
                (128, 3, 2, 1),
            ),
            num_glimpses=4,
            glimpse_size=32,
            memory=values.HebbRosenblatt(memory_units=256),
            lstm_units=512,
            dropout=0.2,
        ),
        query_dropout=0.2,
    ),
    optimisation=values.Optimisation(
        epochs=14,
        batch_size=128,
        learning_rate=2e-3,
        schedule="one_cycle",
        weight_decay=0.02,
        clipping="global_norm",
        clip_at=5.0,
    ),
    running=values.Running(precision="auto"),
)
