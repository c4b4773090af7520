"""CIFAR-10, drawn by 12 sketches of 12 x 12: the first drawing model of the paper's Appendix D.2.

    python -m training.train cifar10_draw_12 --data DIR

Cost: 50 epochs of 50,000 images. Score: the paper shows drawings (Figure 9) and no figure.
"""

from training.recipes import values

# As the published code has it, where mnist_draw_6 tells of the differences that are left.
recipe = values.Recipe(
    task="draw",
    images=values.Images(
        dataset="cifar10",
        image_shape=(32, 32, 3),
        crop_padding=4,
        flips=True,
    ),
    model=values.Drawer(
        backbone=values.Backbone(
            context_cnn=((64, 3, 2, 0), (128, 3, 2, 0), (256, 3, 2, 0)),
            glimpse_cnn=((64, 3, 1, 0), (128, 3, 2, 0), (256, 3, 1, 0)),
            num_glimpses=12,
            glimpse_size=12,
            memory=values.Memory(memory_units=256),
            lstm_units=256,
            dropout=0.5,
        ),
        latent_units=16,
        canvas="addition",
        start=0.0,
        kl_weight=4 / 128,
    ),
    optimisation=values.Optimisation(
        epochs=50,
        batch_size=128,
        learning_rate=1e-3,
        decay=0.99,
        clipping="global_norm",
        clip_at=5.0,
    ),
)
