"""MNIST, classified on what mnist_draw_6 learned to see: the paper's Section 4.3.

    python -m training.train mnist_self_supervised --from RUN --data DIR

RUN is the folder of a run of mnist_draw_6. Cost: 100 epochs of 60,000 images, of which only the
rates, a query and a linear layer are trained. Score: 0.77 % test error in the paper (Table 2).
"""

from training.recipes import values

# The code of this experiment was not published; its values are the text's.
recipe = values.Recipe(
    task="classify_self_supervised",
    images=values.Images(
        dataset="mnist",
        rotation=20.0,
    ),
    model=values.SelfSupervised(),
    optimisation=values.Optimisation(
        epochs=100,
        batch_size=128,
        learning_rate=1e-3,
        decay=0.99,
        clipping="global_norm",
        clip_at=5.0,
    ),
)
