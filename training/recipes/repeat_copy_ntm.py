"""Copying of bits several times by a neural Turing machine (Graves, Wayne and Danihelka, 2014).

    python -m training.train repeat_copy_ntm

Cost: not measured yet. Score: not measured yet.
"""

from training.recipes import values

recipe = values.SequenceRecipe(
    task="repeat_copy",
    sequences=values.RepeatCopying(examples=1600),
    model=values.Recurrent(
        memory=values.Memory(memory="ntm", memory_units=100, memory_slots=128, memory_width=20)
    ),
    optimisation=values.Optimisation(epochs=40, batch_size=16, learning_rate=1e-3, decay=0.97),
)
