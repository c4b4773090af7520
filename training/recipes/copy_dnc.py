"""Copying of bits by a differentiable neural computer.

    python -m training.train copy_dnc

Cost: not measured yet. Score: not measured yet.
"""

from training.recipes import values

recipe = values.SequenceRecipe(
    task="copy",
    sequences=values.Copying(growth=8, examples=1600),
    model=values.Recurrent(
        memory=values.Memory(
            memory="dnc", memory_units=64, memory_slots=64, memory_width=16, memory_heads=1
        )
    ),
    optimisation=values.Optimisation(epochs=40, batch_size=16, learning_rate=1e-3, decay=0.98),
)
