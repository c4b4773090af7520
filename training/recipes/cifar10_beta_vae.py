"""CIFAR-10, drawn at once by a variational auto-encoder: the baseline of the paper's Section 4.3.

    python -m training.train cifar10_beta_vae --data DIR

Cost: 100 epochs of 50,000 images. Score: the paper judges it by cifar10_beta_vae_self_supervised.
"""

from training.recipes import values

# As the published code has it; the divergence was weighed by 2 where the squared error was a sum
# over 128 images.
recipe = values.Recipe(
    task="auto_encode",
    images=values.Images(
        dataset="cifar10",
        image_shape=(32, 32, 3),
        flips=True,
        jitter=0.25,
    ),
    model=values.BetaVAE(
        convs=((32, 4, 1, 2), (64, 4, 2, 1), (128, 4, 2, 1), (128, 4, 2, 1)),
        latent_units=32,
        kl_weight=2 / 128,
    ),
    optimisation=values.Optimisation(
        epochs=100,
        batch_size=128,
        learning_rate=5e-4,
        decay=1.0,
        tenths=(50, 90),
        clipping="global_norm",
        clip_at=5.0,
    ),
)
