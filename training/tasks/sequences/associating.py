"""Writing keys and values, and saying the value of a key."""

import keras
from keras import ops

from stawm_keras.layers import MemoryRead
from stawm_keras.layers import MemoryWrite
from training.tasks.memories import build_memory
from training.tasks.sequences.embedding import embedding_of
from training.tasks.sequences.key_value_task import KeyValueTask


class Associating(KeyValueTask):
    """A memory learns to answer with the value that a key has."""

    score = "half_squared_error"

    def make(self, recipe):
        count, model = recipe.sequences.num_keys, recipe.model
        given = self.inputs(recipe)
        embedding = embedding_of(count, model.embedding_units)
        # Of -1, which is nothing, all zeros; embeddings have no such row, and take the first.
        values = ops.one_hot(given["values"], count)
        there = ops.sum(values, axis=-1, keepdims=True)
        keys = embedding(ops.maximum(given["keys"], 0))
        pairs = ops.concatenate([values, keys], axis=-1) * there
        answer = _recalled(model, pairs, values, there, embedding(given["asked"]))
        return keras.Model(given, answer)

    def compile_arguments(self, recipe):
        return {
            "loss": half_squared_error,
            "metrics": [keras.metrics.MeanMetricWrapper(wrong_values, name="wrong")],
        }

    def metrics(self, logs, output=""):
        return {
            "train_half_squared_error": logs["loss"],
            "half_squared_error": logs["val_loss"],
            "error": 100 * logs["val_wrong"],
        }

    def evaluate(self, model, tested):
        found = {
            name: {
                "half_squared_error": float(ops.mean(half_squared_error(values, told))),
                "error": 100 * float((told.argmax(axis=-1) != values).mean()),
            }
            for name, (told, values) in self.told(model, tested).items()
        }
        return {"by_test": found}

    def in_words(self, scores):
        if "by_test" not in scores:
            return f"half the squared error {scores['half_squared_error']:.4f}"
        return "; ".join(
            f"{name}: half the squared error {of['half_squared_error']:.4f}, {of['error']:.2f} % "
            "of values wrong"
            for name, of in scores["by_test"].items()
        )


def half_squared_error(values, told):
    """Half the squared distance from a value's one-hot vector, `(B,)`."""
    true = ops.one_hot(ops.cast(values, "int32"), told.shape[-1])
    return ops.sum(ops.square(true - told), axis=-1) / 2


def wrong_values(values, told):
    """Whether another value is the largest, `(B,)`."""
    largest = ops.cast(ops.argmax(told, axis=-1), "int32")
    return ops.cast(ops.not_equal(largest, ops.cast(values, "int32")), "float32")


def _recalled(model, pairs, values, there, asked):
    """What an outer product recalls of values as they are, by keys that are learned."""
    units, count = model.memory.memory_units, values.shape[-1]
    held = count + model.attention
    if units < held:
        raise ValueError(
            f"memory_units must be at least {held}, for {count} values"
            f"{' and their sum' if model.attention else ''}. Received: {units}."
        )
    key = keras.layers.Dense(units, name="key")(pairs)
    query = keras.layers.Dense(units, name="query")(asked)
    if model.attention:
        key, query = ops.elu(key) + 1, ops.elu(query) + 1
        values = ops.concatenate([values, there], axis=-1)
    values = ops.pad(values, ((0, 0), (0, 0), (0, units - held)))
    # The query is no part of what is written; without a value nothing is written either.
    entries = ops.concatenate([key * there, values, ops.zeros_like(key)], axis=-1)
    query = keras.layers.UnitNormalization(name="length_1")(query)
    written = MemoryWrite(build_memory(model.memory), name="write")(entries)
    read = MemoryRead(name="read")(written, query)
    return read[:, :count] / read[:, count:held] if model.attention else read[:, :count]
