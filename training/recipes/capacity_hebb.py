"""The value of a key, by linear attention, as Schlag, Irie and Schmidhuber had it (2021).

    python -m training.train capacity_hebb

Cost: not measured yet. Score: not measured yet.
"""

from training.recipes import values

recipe = values.SequenceRecipe(
    task="associate",
    sequences=values.KeyValues(
        num_keys=60, writes=60, overwrite=False, test_writes=(60,), examples=3200, watched=1000
    ),
    model=values.Associator(
        memory=values.Memory(memory="outer_product", memory_units=64), attention=True
    ),
    optimisation=values.Optimisation(epochs=30, batch_size=32, decay=1.0),
)
