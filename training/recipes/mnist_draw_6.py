"""MNIST, drawn by 12 sketches of 6 x 6: the second drawing model of the paper's Appendix D.1.

    python -m training.train mnist_draw_6 --data DIR

Cost: 100 epochs of 60,000 images. Score: the paper shows drawings (Figure 8) and no figure.
"""

from training.recipes import values

# What was run for the paper differs from its text, as the published code tells. It summed the
# squared error over the batch of 128 and weighed the divergence, a mean, by 4: for one image that
# is 4 / 128. In its first upload that divergence had no gradient at all. Its clipping was element
# by element: --clipping element. Its decoder normalised the batches of each glimpse apart, ours
# those of all glimpses at once. It sampled the latents when testing, too.
recipe = values.Recipe(
    task="draw",
    images=values.Images(
        dataset="mnist",
        rotation=20.0,
    ),
    model=values.Drawer(
        backbone=values.Backbone(
            context_cnn=((64, 3, 2, 0), (128, 3, 2, 0), (256, 3, 2, 0)),
            glimpse_cnn=((128, 3, 1, 0),),
            num_glimpses=12,
            glimpse_size=6,
            memory=values.Memory(memory_units=256),
            lstm_units=512,
            dropout=0.5,
        ),
        latent_units=4,
        canvas="addition",
        start=-6.0,
        kl_weight=4 / 128,
    ),
    optimisation=values.Optimisation(
        epochs=100,
        batch_size=128,
        learning_rate=1e-3,
        decay=0.99,
        clipping="global_norm",
        clip_at=5.0,
    ),
)
