"""Photographs of 64 x 64, 4 glimpses of 32 x 32: a classifier of images of one's own.

    python -m training.train photos_64 --data FOLDER

Cost: 30 epochs of the folder's images, 94 million products an image. Score: 23.99 % test error on
CIFAR-10 (JPEG) at 32 x 32 after 8 epochs, in 40 minutes on two CPU cores (`docs/results.md`).
"""

from training.recipes import values

# Shape, classes and their names, mean and deviation come from the folder. The first glimpse sees
# the whole image, at half its size; where to look closer is up to the others.
recipe = values.Recipe(
    task="classify",
    images=values.Images(
        dataset="photos",
        image_size=64,
        image_shape=None,
        num_classes=None,
        mean=None,
        std=None,
        crop_padding=8,
        flips=True,
        jitter=0.1,
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
            memory=values.Memory(memory_units=256),
            lstm_units=512,
            dropout=0.2,
        ),
        query_dropout=0.2,
    ),
    optimisation=values.Optimisation(
        epochs=30,
        batch_size=32,
        learning_rate=1e-3,
        schedule="one_cycle",
        weight_decay=0.02,
        clipping="global_norm",
        clip_at=5.0,
    ),
    running=values.Running(precision="auto"),
)
