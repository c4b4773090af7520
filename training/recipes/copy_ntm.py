"""Copying of bits by a neural Turing machine, as Graves, Wayne and Danihelka had it (2014).

    python -m training.train copy_ntm

Cost: 30 epochs of 1,024 sequences, of up to 10 steps. Score: not measured yet.
"""

from training.recipes import values

recipe = values.SequenceRecipe(
    task="copy",
    sequences=values.Copying(examples=1600),
    model=values.Recurrent(
        memory=values.Memory(memory="ntm", memory_units=100, memory_slots=128, memory_width=20)
    ),
    optimisation=values.Optimisation(epochs=40, batch_size=16, learning_rate=1e-3, decay=0.95),
)
