"""One-shot classification of Omniglot's characters by a memory of what was shown.

    python -m training.train omniglot_one_shot --data DIR

Characters of small 1 and small 2 are learned of, those of the 20 published runs tested. The memory
is any: `--memory outer_product --memory-rule delta`, say.

Cost: 6 epochs of 1,000 episodes of 40 pictures, 11 minutes on one CPU core. Score: 9.0 % error
(`docs/one_shot.md`); published are 3.3 % (BPL), 4.5 % (people) and 8.0 % (Siamese networks).
"""

from training.recipes import values

recipe = values.SequenceRecipe(
    task="one_shot",
    sequences=values.Episodes(),
    model=values.OneShot(
        memory=values.Memory(memory="hopfield", memory_units=84, memory_beta=10.0)
    ),
    optimisation=values.Optimisation(
        epochs=6, batch_size=4, learning_rate=2e-3, schedule="one_cycle"
    ),
)
