"""CIFAR-10, 4 glimpses of 24 x 24: a classifier of small photographs.

    python -m training.train photos_32 --data DIR

Cost: of an epoch of CIFAR-10's 50,000 images. Score: none published.
"""

from training.recipes import values

recipe = values.Recipe(
    task="classify",
    images=values.Images(
        dataset="cifar10",
        image_shape=(32, 32, 3),
        mean=(0.4914, 0.4822, 0.4465),
        std=(0.247, 0.2435, 0.2616),
        crop_padding=4,
        flips=True,
    ),
    model=values.Classifier(
        backbone=values.Backbone(
            context_cnn=((32, 3, 2, 1), (64, 3, 2, 1), (128, 3, 2, 1)),
            glimpse_cnn=(
                (32, 3, 1, 1),
                (64, 3, 2, 1),
                (64, 3, 1, 1),
                (128, 3, 2, 1),
                (128, 3, 1, 1),
                (128, 3, 2, 1),
            ),
            num_glimpses=4,
            glimpse_size=32,
            memory=values.HebbRosenblatt(memory_units=256),
            lstm_units=512,
            dropout=0.3,
        ),
        query_dropout=0.3,
    ),
    optimisation=values.Optimisation(
        epochs=15,
        batch_size=128,
        learning_rate=1e-3,
        schedule="one_cycle",
        weight_decay=0.05,
        clipping="global_norm",
        clip_at=5.0,
    ),
    running=values.Running(precision="auto"),
)
