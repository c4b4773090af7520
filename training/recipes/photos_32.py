"""Small photographs, 4 glimpses of 32 x 32: a classifier of images of one's own, or of CIFAR-10.

    python -m training.train photos_32 --data FOLDER

Cost: 30 epochs of the folder's images. Score: 15.39 % test error on CIFAR-10 (JPEG) after 40 epochs
with a batch of 128.
"""

from training.recipes import values

# The first glimpse sees the whole image as it is; where to go closer is up to the others.
recipe = values.Recipe(
    task="classify",
    images=values.Images(
        dataset="photos",
        image_size=32,
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
        epochs=30,
        batch_size=64,
        learning_rate=1e-3,
        schedule="one_cycle",
        weight_decay=0.05,
        clipping="global_norm",
        clip_at=5.0,
    ),
    running=values.Running(precision="auto"),
)
