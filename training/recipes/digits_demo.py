"""4,000 MNIST digits that come with the environment: a small, fast classifier to begin with.

    python -m training.train digits_demo

Cost: at most 3 minutes on 2 CPU cores. Score: at most 3.0 % test error (1,000 digits, mean of five
seeds).
"""

from training.recipes import values

recipe = values.Recipe(
    task="classify",
    images=values.Images(
        dataset="mnist",
        data="sample",
        mean=(0.1307,),
        std=(0.3081,),
        rotation=20.0,
    ),
    model=values.Classifier(
        backbone=values.Backbone(
            context_cnn=((16, 3, 2, 0), (32, 3, 2, 0), (64, 3, 2, 0)),
            glimpse_cnn=((32, 3, 1, 0), (64, 3, 2, 0)),
            num_glimpses=6,
            glimpse_size=12,
            memory=values.Memory(memory_units=64),
            lstm_units=128,
            dropout=0.2,
        ),
        query_dropout=0.2,
    ),
    optimisation=values.Optimisation(
        epochs=25,
        batch_size=64,
        learning_rate=2e-3,
        decay=0.9,
    ),
)
