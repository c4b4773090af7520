"""CIFAR-10, classified on what cifar10_draw_16 learned to see: the paper's Section 4.3.

    python -m training.train cifar10_self_supervised --from RUN --data DIR

RUN is the folder of a run of cifar10_draw_16. Cost: 50 epochs of 50,000 images, of which only the
rates, a query and a linear layer are trained. Score: 55.40 % test error in the paper.
"""

from training.recipes import values

# As the published code has it.
recipe = values.Recipe(
    task="classify_self_supervised",
    images=values.Images(
        dataset="cifar10",
        image_shape=(32, 32, 3),
        flips=True,
        jitter=0.25,
    ),
    model=values.SelfSupervised(),
    optimisation=values.Optimisation(
        epochs=50,
        batch_size=128,
        learning_rate=1e-3,
        decay=1.0,
        tenths=(25, 40, 45),
        clipping="global_norm",
        clip_at=5.0,
    ),
)
