"""bAbI's tasks, of 1,000 questions each, by an episodic memory (DMN, 2015 and 2016).

    python -m training.train babi_episodic --data DIR --question-task 1

It is taught where to attend, as Kumar et al. taught it.

Cost: 12 epochs of 5 passes through 900 questions. Score: 0.0 % of questions wrong in
task 1, 8.1 % in task 2 (`docs/question_answering.md`).
"""

from training.recipes import values

recipe = values.SequenceRecipe(
    task="answer",
    sequences=values.Questions(passes=5),
    model=values.DynamicMemoryNetwork(supporting_facts=1.0),
    optimisation=values.Optimisation(epochs=12, batch_size=32, learning_rate=2e-3, decay=0.86),
)
