"""Copying of bits by a neural Turing machine, as Graves, Wayne and Danihelka had it (2014).

    python -m training.train copy_ntm

Cost: 40 epochs of 1,600 sequences, 4 minutes on 2 CPU cores with JAX. Score: no bit wrong at length
10, and 0.16 a sequence at length 20, which is not trained (the best check-point, after 28 epochs;
the last one 0.07 and 0.32).
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
