"""The last value of a key, by the delta rule, as Schlag, Irie and Schmidhuber had it (2021).

    python -m training.train overwrite_delta

Cost: not measured yet. Score: not measured yet.
"""

from training.recipes import values

recipe = values.SequenceRecipe(
    task="associate",
    sequences=values.KeyValues(examples=3200, watched=1000),
    model=values.Associator(
        memory=values.Memory(memory="outer_product", memory_units=64, memory_rule="delta")
    ),
    optimisation=values.Optimisation(epochs=20, batch_size=32, decay=1.0),
)
