"""bAbI's tasks, of 1,000 questions each, by an end-to-end memory network (MemN2N, 2015).

    python -m training.train babi_mem_n2n --data DIR --question-task 1

Cost: 20 epochs of 5 passes through 900 questions. Score: 14.3 % of questions answered
wrong, the mean of 20 tasks, each the best of one to three runs; published are 13.9 %, the best of
ten (`docs/question_answering.md`).
"""

from training.recipes import values

recipe = values.SequenceRecipe(
    task="answer",
    sequences=values.Questions(passes=5),
    model=values.EndToEndMemoryNetwork(linear_start=560),
    optimisation=values.Optimisation(
        epochs=20, batch_size=32, optimizer="sgd", learning_rate=0.03, decay=0.871, clip_at=1.25
    ),
)
