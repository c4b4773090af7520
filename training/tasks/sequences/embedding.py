"""Symbols as vectors."""

import keras


def embedding_of(count, units, name="embedding"):
    """An embedding of so many symbols, drawn from a unit Gaussian.

    Keras' own are so small that a memory would hear of itself alone.
    """
    unit = keras.initializers.RandomNormal(stddev=1.0)
    return keras.layers.Embedding(count, units, embeddings_initializer=unit, name=name)
