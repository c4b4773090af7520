"""bAbI's tasks, of 1,000 questions each, by a key-value memory network (2016).

    python -m training.train babi_key_value --data DIR --question-task 1

Cost: 12 epochs of 5 passes through 900 questions. Score: 0.1 % of questions wrong in
task 1, 14.4 % in task 2 (`docs/question_answering.md`); none is published.
"""

from training.recipes import values

recipe = values.SequenceRecipe(
    task="answer",
    sequences=values.Questions(passes=5),
    model=values.KeyValueMemoryNetwork(),
    optimisation=values.Optimisation(epochs=12, batch_size=32, learning_rate=5e-3, decay=0.86),
)
