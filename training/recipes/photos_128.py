"""Photographs of 128 x 128, 6 glimpses of 48 x 48: a classifier of images of one's own.

    python -m training.train photos_128 --data FOLDER

Cost: 30 epochs of the folder's images, 248 million products an image. Score: none yet.
"""

from training.recipes import values

# Shape, classes and their names, mean and deviation come from the folder. The first glimpse sees
# the whole image, at three eighths of its size; where to look closer is up to the others.
recipe = values.Recipe(
    task="classify",
    images=values.Images(
        dataset="photos",
        image_size=128,
        image_shape=None,
        num_classes=None,
        mean=None,
        std=None,
        crop_padding=16,
        flips=True,
        jitter=0.1,
    ),
    model=values.Classifier(
        backbone=values.Backbone(
            context_cnn=((32, 7, 4, 3), (64, 3, 2, 1), (128, 3, 2, 1), (128, 3, 2, 1)),
            glimpse_cnn=(
                (32, 3, 2, 1),
                (64, 3, 1, 1),
                (64, 3, 2, 1),
                (128, 3, 1, 1),
                (128, 3, 2, 1),
                (128, 3, 2, 1),
            ),
            num_glimpses=6,
            glimpse_size=48,
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
