"""MNIST digits anywhere on 60 x 60, 4 glimpses of 20 x 20: where to look has to be found.

    python -m training.train mnist_translated_60 --data DIR

Cost: 15 epochs of 60,000 new scenes. Score: 0.57 % test error with `--localisation-rate 1`
(`docs/models_that_look.md`); none is published for this model. In Mnih et al. (2014) a recurrent
attention model (8 glimpses of three scales) has 1.20 %, and a convolutional network 1.62 %.
"""

from training.recipes import values

recipe = values.Recipe(
    task="classify",
    images=values.Images(
        dataset="mnist",
        image_shape=None,
        num_classes=None,
        mean=None,
        std=None,
        composition=values.Composition(scene="translated", scene_size=60),
    ),
    # The context sees a thumbnail, in which a digit can be found and hardly read. Poses cannot
    # leave the scene, and a glimpse is at most a quarter of it. Glimpses differ, the first of them
    # mostly black: one moving average of batch normalisation would fit none of them.
    model=values.Classifier(
        backbone=values.Backbone(
            context_cnn=((32, 3, 1, 0), (64, 3, 2, 0), (64, 3, 2, 0)),
            context_size=20,
            glimpse_cnn=((32, 3, 1, 0), (64, 3, 2, 0), (128, 3, 2, 0)),
            batch_norm=False,
            num_glimpses=4,
            glimpse_size=20,
            memory=values.Memory(memory_units=128),
            lstm_units=192,
            dropout=0.2,
            emitter=values.Poses(poses="zoom", widest=0.5, localisation_rate=0.1),
        ),
        query_dropout=0.2,
    ),
    optimisation=values.Optimisation(
        epochs=15,
        batch_size=128,
        learning_rate=5e-4,
        schedule="one_cycle",
        clip_at=1.0,
    ),
)
