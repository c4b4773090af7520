"""Answering questions about what was told."""

from pathlib import Path

import numpy as np

from stawm_keras import models
from stawm_keras.visualisation import plot_facts
from training.cli.recipe_options import overridden
from training.data import sequences
from training.tasks.labelling import Labelling
from training.tasks.sequences.sequence_task import SequenceTask

BATCH = 500  # Questions at once.
PASSED = 5.0  # Per cent: the error at which a task of bAbI counts as solved.


class Answering(Labelling, SequenceTask):
    """A memory of facts learns to answer questions about them."""

    def make(self, recipe):
        told, model = recipe.sequences, recipe.model
        return getattr(models, type(model).__name__)(
            len(told.vocabulary) + 1,
            told.num_facts,
            told.num_words,
            seed=recipe.running.seed,
            **dict(model),
        )

    def examples(self, recipe):
        told = recipe.sequences
        return sequences.BAbI(
            Path(told.data),
            told.question_task,
            told.num_facts,
            told.num_words,
            told.vocabulary,
            told.holdout,
            told.passes,
            recipe.model.readings,
        )

    def completed(self, recipe, examples):
        names = ("num_facts", "num_words", "vocabulary")
        return overridden(recipe, {name: getattr(examples, name) for name in names})

    def evaluate(self, model, tested):
        look = model.observe("facts", "logits")
        error, attention = {}, {}
        for name, (given, targets) in tested.items():
            found = look.predict(given, batch_size=BATCH, verbose=0)
            wrong = found["logits"].argmax(-1) != targets["logits"]
            error[name] = 100 * float(np.mean(wrong))
            attention[name] = 100 * float(supported(targets["facts"], found["facts"]))
        mean = float(np.mean(list(error.values())))
        solved = sum(part <= PASSED for part in error.values())
        return {
            "error": mean,
            "error_by_task": error,
            "supporting_facts_found": attention,
            "solved": solved,
        }

    def in_words(self, scores):
        words = f"{scores['error']:.2f} % of questions answered wrong"
        if len(scores.get("error_by_task", ())) > 1:
            words += (
                f", the mean of {len(scores['error_by_task'])} tasks, {scores['solved']} solved"
            )
        return words

    def pictures(self, model, sequences, recipe):
        """What is attended to for the first question, in every hop."""
        given, targets = sequences
        (story,), (question,) = (part[:1] for part in given)
        found = model.observe("facts", "logits").predict(
            tuple(part[:1] for part in given), verbose=0
        )
        words = ("", *recipe.sequences.vocabulary)

        def text(numbers):
            return " ".join(words[number] for number in numbers if number)

        facts = [text(fact) for fact in story if fact.any()]
        figure = plot_facts(
            facts,
            found["facts"][0][:, : len(facts)],
            f"{text(question)}? {words[found['logits'][0].argmax()]}",
        )
        return {"facts": figure}


def supported(supporting, attention):
    """The share of questions whose supporting facts are all the most attended to of some hop."""
    most = np.zeros_like(attention)
    np.put_along_axis(most, attention.argmax(-1)[..., None], 1, axis=-1)
    return np.mean((most.max(axis=1) >= supporting.max(axis=1)).all(axis=-1))
