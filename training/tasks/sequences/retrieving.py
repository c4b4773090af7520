"""Reading letters and digits, and saying the digit of a letter."""

import keras

from training.data import sequences
from training.data.sequences.retrieval import DIGITS
from training.data.sequences.retrieval import SYMBOLS
from training.tasks.labelling import Labelling
from training.tasks.sequences.embedding import embedding_of
from training.tasks.sequences.recurrent import remembered
from training.tasks.sequences.sequence_task import SequenceTask

BATCH = 1000  # Sequences at once.


class Retrieving(Labelling, SequenceTask):
    """A memory learns to answer with the digit that came with a letter."""

    def make(self, recipe):
        values = recipe.model
        given = keras.Input((2 * recipe.sequences.pairs + 3,), dtype="int32", name="symbols")
        embedding = embedding_of(SYMBOLS, values.embedding_units)
        read = remembered(values.memory, embedding(given), every_step=False)
        if values.answer_units is not None:
            read = keras.layers.Dense(values.answer_units, "relu", name="answer")(read)
        logits = keras.layers.Dense(DIGITS, dtype="float32", name="logits")(read)
        return keras.Model(given, logits)

    def examples(self, recipe):
        return sequences.Retrieval(**dict(recipe.sequences))

    def evaluate(self, model, tested):
        ((symbols, digits),) = tested.values()
        told = model.predict(symbols, batch_size=BATCH, verbose=0).argmax(axis=-1)
        return {"error": 100 * float((told != digits).mean())}
