"""The digit of a letter, by fast weights, as Ba et al. had it (2016).

    python -m training.train retrieval_fast_weights

Cost: not measured yet. Score: not measured yet.
"""

from training.recipes import values

recipe = values.SequenceRecipe(
    task="retrieve",
    sequences=values.Retrieval(examples=100_000, watched=10_000, tested=20_000),
    model=values.SymbolReader(
        memory=values.Memory(memory="fast_weights", memory_units=20, memory_decay=0.9)
    ),
    optimisation=values.Optimisation(epochs=100, learning_rate=3e-3, schedule="one_cycle"),
)
