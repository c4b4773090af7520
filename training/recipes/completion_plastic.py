"""Completion of patterns by a plastic network, as Miconi, Clune and Stanley had it (2018).

    python -m training.train completion_plastic

Cost: not measured yet. Score: not measured yet.
"""

from training.recipes import values

recipe = values.SequenceRecipe(
    task="complete",
    sequences=values.Completion(examples=640, watched=100),
    model=values.Completer(memory=values.Memory(memory="plastic", memory_units=100)),
    optimisation=values.Optimisation(epochs=15, batch_size=16, decay=1.0),
)
