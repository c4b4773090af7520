"""Counting with stacks, as Joulin and Mikolov had it (2015).

    python -m training.train count_stack

Cost: 20 epochs of 3,200 sequences, 2 minutes on 2 CPU cores with JAX. Score: all strings right, to
n = 60 (another seed: 84 % to n = 60).
"""

from training.recipes import values

recipe = values.SequenceRecipe(
    task="count",
    sequences=values.Counting(growth=5, examples=3200, watched=200),
    model=values.Recurrent(
        memory=values.Memory(memory="stack", memory_units=40, memory_stacks=10, memory_depth=64)
    ),
    optimisation=values.Optimisation(
        epochs=20, batch_size=32, learning_rate=1e-2, decay=0.9, clip_at=1.0
    ),
    running=values.Running(seed=2),
)
