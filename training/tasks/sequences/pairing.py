"""Writing pairs of a key and a value into any memory, and completing half a pair."""

import keras
from keras import ops

from stawm_keras.layers import MemoryRead
from stawm_keras.layers import MemoryWrite
from stawm_keras.ops import query_units
from training.tasks.labelling import Labelling
from training.tasks.memories import build_memory
from training.tasks.sequences.embedding import embedding_of
from training.tasks.sequences.key_value_task import KeyValueTask


class Pairing(Labelling, KeyValueTask):
    """A memory learns to name the value that a key was written with.

    It is asked with the same pair without its value: as it is, where queries are as wide as what
    was written, so that memories that complete a pattern can do so.
    """

    def make(self, recipe):
        count, model = recipe.sequences.num_keys, recipe.model
        given = self.inputs(recipe)
        # Keys are as long as values are: of the longer one alone a memory would hear at first.
        key, value = (embedding_of(count, model.embedding_units, name) for name in ("key", "value"))
        memory = build_memory(model.memory)
        entry = keras.layers.Dense(memory.units, use_bias=False, name="entry")
        # Of -1, which is nothing, all zeros; embeddings have no such row, and take the first.
        there = ops.cast(given["keys"][..., None] >= 0, "float32")
        keys = key(ops.maximum(given["keys"], 0))
        values = value(ops.maximum(given["values"], 0))
        pairs = ops.concatenate([keys, values], axis=-1) * there
        asked = key(given["asked"])
        query = entry(ops.concatenate([asked, ops.zeros_like(asked)], axis=-1))
        written = MemoryWrite(memory, name="write")(entry(pairs))
        if query_units(written) != memory.units:
            query = keras.layers.Dense(query_units(written), name="query")(query)
        read = MemoryRead(name="read")(written, query)
        if model.answer_units is not None:
            read = keras.layers.Dense(model.answer_units, "relu", name="answer")(read)
        return keras.Model(given, keras.layers.Dense(count, dtype="float32", name="logits")(read))

    def evaluate(self, model, tested):
        found = {
            name: {"error": 100 * float((told.argmax(axis=-1) != values).mean())}
            for name, (told, values) in self.told(model, tested).items()
        }
        return {"by_test": found}

    def in_words(self, scores):
        if "by_test" not in scores:
            return super().in_words(scores)
        return "; ".join(
            f"{name}: error {of['error']:.2f} %" for name, of in scores["by_test"].items()
        )
