"""MNIST seen in 24 glimpses of 7 x 7 pixels by fast weights, as in Ba et al. (2016), Table 2.

    python -m training.train mnist_glimpses_24 --data DIR

The memory is any: `--memory lstm`, say. Where the glimpses are is not published:
`training/data/sequences/glimpses.py` says where they are here.

Cost: 12 epochs of 55,000 digits, 6 minutes on one CPU core with JAX. Score: 3.85 % error, with an
LSTM 2.85 % (`docs/one_shot.md`); published are 7.21 % and 12.0 %, of glimpses elsewhere.
"""

from training.recipes import values

recipe = values.SequenceRecipe(
    task="classify_glimpses",
    sequences=values.Glimpses(),
    model=values.Recurrent(
        memory=values.Memory(memory="fast_weights", memory_units=50, memory_decay=0.95)
    ),
    optimisation=values.Optimisation(
        epochs=12, batch_size=128, learning_rate=2e-3, schedule="one_cycle"
    ),
)
