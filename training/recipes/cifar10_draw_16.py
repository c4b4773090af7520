"""CIFAR-10, drawn by 8 sketches of 16 x 16: the second drawing model of the paper's Appendix D.2.

    python -m training.train cifar10_draw_16 --data DIR

Cost: 100 epochs of 50,000 images. Score: the paper shows drawings (Figure 9) and no figure.
"""

from training.recipes import values

# As the published code has it: no batch normalisation, an empty canvas of 0, and the divergence
# weighed by 2 where the squared error is a sum over 128 images. mnist_draw_6 tells of the rest.
recipe = values.Recipe(
    task="draw",
    images=values.Images(
        dataset="cifar10",
        image_shape=(32, 32, 3),
        flips=True,
        jitter=0.25,
    ),
    model=values.Drawer(
        backbone=values.Backbone(
            context_cnn=((32, 4, 2, 1), (32, 4, 2, 1), (32, 4, 2, 1)),
            glimpse_cnn=((32, 4, 1, 2), (64, 4, 2, 1), (128, 4, 2, 1), (128, 4, 2, 1)),
            batch_norm=False,
            num_glimpses=8,
            glimpse_size=16,
            memory=values.Memory(memory_units=256),
            lstm_units=256,
            dropout=0.5,
        ),
        latent_units=32,
        # As was run. This decoder learns from samples, many of them noise alone, and has no batch
        # normalisation: of means, which are near 0 then, it draws something else.
        sample_latents=True,
        canvas="addition",
        start=0.0,
        kl_weight=2 / 128,
    ),
    optimisation=values.Optimisation(
        epochs=100,
        batch_size=128,
        learning_rate=1e-4,
        decay=1.0,
        tenths=(50, 90),
        clipping="global_norm",
        clip_at=5.0,
    ),
)
