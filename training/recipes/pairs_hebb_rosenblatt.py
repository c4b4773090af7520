"""How many pairs of keys and values a memory holds: up to 128 pairs, in 64 units.

    python -m training.train pairs_hebb_rosenblatt

Any memory in place of the paper's, by --memory, in the same network: a dense layer of keys and
values, the memory, which is asked with the same layer of a key alone, and a dense layer that names
the value. With --overwrite and --num-keys 64, keys come again, and the last value counts.

Cost: 40 epochs of 100 batches of 32 sequences. Score: not measured yet.
"""

from training.recipes import values

PAIRS = (4, 8, 16, 32, 64, 128)

recipe = values.SequenceRecipe(
    task="pair",
    sequences=values.KeyValues(
        num_keys=128,
        writes=128,
        fewest_writes=4,
        overwrite=False,
        test_writes=PAIRS,
        examples=3200,
    ),
    model=values.SymbolReader(
        memory=values.Memory(memory_units=64), embedding_units=64, answer_units=None
    ),
    optimisation=values.Optimisation(epochs=40, batch_size=32, schedule="one_cycle", clip_at=1.0),
)
