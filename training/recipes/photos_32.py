"""Small photographs, 4 glimpses of 32 x 32: a classifier of images of one's own.

    python -m training.train photos_32 --data FOLDER

Cost: 30 epochs of the folder's images, 151 million products an image. Score: 15.39 % test
error on CIFAR-10 (JPEG) after 40 epochs, with batches of 128, twice the rate and dropouts of 0.3.
"""

from training.recipes import values

# Shape, classes and their names, mean and deviation come from the folder. The first glimpse sees
# the whole image, as it is; where to look closer is up to the others.
recipe = values.Recipe(
    task="classify",
    images=values.Images(
        dataset="photos",
        image_size=32,
        image_shape=None,
        num_classes=None,
        mean=None,
        std=None,
        crop_padding=4,
        flips=True,
        jitter=0.1,
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
