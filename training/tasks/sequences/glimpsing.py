"""Recognising digits from a given sequence of glimpses."""

from training import data
from training.data import sequences
from training.data.sequences.glimpses import GLIMPSE
from training.tasks.labelling import Labelling
from training.tasks.scores import of_classes
from training.tasks.sequences.recurrent import recurrent
from training.tasks.sequences.sequence_task import SequenceTask

CLASSES = 10
BATCH = 500  # Sequences at once.


class Glimpsing(Labelling, SequenceTask):
    """A memory learns to tell a digit after it has seen all glimpses at it."""

    def make(self, recipe):
        return recurrent(recipe.model, GLIMPSE * GLIMPSE, CLASSES, every_step=False)

    def examples(self, recipe):
        wanted = recipe.sequences
        return sequences.Glimpses(data.load("mnist", wanted.data, CLASSES), wanted.holdout)

    def evaluate(self, model, tested):
        ((glimpses, labels),) = tested.values()
        logits = model.predict(glimpses, batch_size=BATCH, verbose=0)
        found = of_classes(logits, labels)
        return {"error": found["error"], "loss": found["loss"]}
