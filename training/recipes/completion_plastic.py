"""Completion of patterns by a plastic network, as Miconi, Clune and Stanley had it (2018).

    python -m training.train completion_plastic

Cost: 60 epochs of 400 sequences, 11 minutes on 2 busy CPU cores with JAX. Score: 0.46 of 50 hidden
bits wrong.
"""

from training.recipes import values

recipe = values.SequenceRecipe(
    task="complete",
    sequences=values.Completion(shown=10, between=3, asked=6, examples=400, watched=100),
    model=values.Completer(memory=values.Memory(memory="plastic", memory_units=100)),
    optimisation=values.Optimisation(
        epochs=60, batch_size=8, learning_rate=2e-3, schedule="one_cycle"
    ),
)
