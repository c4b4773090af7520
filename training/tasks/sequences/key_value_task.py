"""What tasks of keys and values share."""

import keras

from training.data import sequences
from training.tasks.sequences.sequence_task import SequenceTask

BATCH = 500  # Sequences at once.


class KeyValueTask(SequenceTask):
    """A memory is given keys with their values, and then asked for a key's."""

    def examples(self, recipe):
        return sequences.KeyValues(**dict(recipe.sequences))

    def inputs(self, recipe):
        """What a model is given, by name."""
        steps = self.examples(recipe).steps
        return {
            "keys": keras.Input((steps,), dtype="int32", name="keys"),
            "values": keras.Input((steps,), dtype="int32", name="values"),
            "asked": keras.Input((), dtype="int32", name="asked"),
        }

    def told(self, model, tested):
        """What a model answers in each test, with the values that are right, by the test's name."""
        return {
            name: (model.predict(given, batch_size=BATCH, verbose=0), values)
            for name, (given, values) in tested.items()
        }
