"""The digit of a letter, by fast weights, as Ba et al. had it (2016).

    python -m training.train retrieval_fast_weights

Cost: 22 epochs of 100,000 sequences, 7 minutes on 2 CPU cores with JAX. Score: 0.33 % wrong
(published: none).
"""

from training.recipes import values

recipe = values.SequenceRecipe(
    task="retrieve",
    sequences=values.Retrieval(examples=100_000, watched=10_000, tested=20_000),
    model=values.SymbolReader(
        memory=values.Memory(
            memory="fast_weights", memory_units=50, memory_decay=0.9, memory_rate=0.1
        )
    ),
    optimisation=values.Optimisation(epochs=22, learning_rate=1e-3, decay=0.93),
)
