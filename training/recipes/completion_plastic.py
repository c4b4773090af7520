"""Completion of patterns by a plastic network, as Miconi, Clune and Stanley had it (2018).

    python -m training.train completion_plastic

Cost: 25 epochs of 400 sequences, 1 minutes on 2 CPU cores with JAX. Score: 2.5 of 50 hidden bits
wrong.
"""

from training.recipes import values

recipe = values.SequenceRecipe(
    task="complete",
    sequences=values.Completion(between=3, asked=5, examples=400, watched=100),
    model=values.Completer(memory=values.Memory(memory="plastic", memory_units=100)),
    optimisation=values.Optimisation(epochs=25, batch_size=8, learning_rate=5e-3, decay=0.93),
)
