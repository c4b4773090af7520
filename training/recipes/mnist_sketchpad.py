"""MNIST, drawn by 6 sketches of 8 x 8 and classified: the sketchpad of the paper's Section 4.4.

    python -m training.train mnist_sketchpad --data DIR

Cost: 20 epochs of 60,000 images. Score: 1.0 % test error in the paper.
"""

from training.recipes import values

# Cross-entropy and squared error were both sums over the batch of 128, so that for one image both
# have weight 1 and the divergence 4 / 128. The rest differs from what was run as mnist_draw_8 does.
recipe = values.Recipe(
    task="sketch",
    images=values.Images(
        dataset="mnist",
        rotation=20.0,
    ),
    model=values.Sketchpad(
        backbone=values.Backbone(
            context_cnn=((64, 3, 2, 0), (128, 3, 2, 0), (256, 3, 2, 0)),
            glimpse_cnn=((64, 3, 1, 0), (128, 3, 2, 0)),
            num_glimpses=6,
            glimpse_size=8,
            memory=values.Memory(memory_units=256),
            lstm_units=512,
            dropout=0.5,
        ),
        latent_units=4,
        canvas="addition",
        start=-6.0,
        kl_weight=4 / 128,
        class_weight=1.0,
        drawing_weight=1.0,
    ),
    optimisation=values.Optimisation(
        epochs=20,
        batch_size=128,
        learning_rate=1e-3,
        decay=0.99,
        clipping="global_norm",
        clip_at=5.0,
    ),
)
