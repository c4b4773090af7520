"""The network that remembers examples of classes, and recognises others."""

import keras
from keras import ops

from stawm_keras.layers import MemoryRead
from stawm_keras.layers import MemoryWrite
from stawm_keras.models.cnn import build_cnn
from stawm_keras.ops import query_units
from training.tasks.memories import build_memory


def remembering(values, side, ways, shots):
    """The network of a recipe's `OneShot`.

    A CNN makes features of each picture, which are then as long as 1. What is written of each that
    is shown is its class, one of `ways` units, and its features, together as wide as the memory.
    The memory is asked with the features of the other pictures, no class beside them. A dense layer
    makes logits of what is read; at first it takes the class that was read, `gain` times.

    `outer_product` is given keys and values as they are: features are its keys, classes its values,
    and no projections are learned. `hebb_rosenblatt`, whose units are never negative, is given
    features that are not. `hopfield` has a slot for each that is shown. A memory whose words have
    another width is asked through a dense layer.

    Args:
        values: The `OneShot`.
        side: Side of a picture.
        ways, shots: How many classes there are, and how often each is shown.

    Returns:
        Keras model from `support` `(B, shots * ways, S, S, 1)`, pictures in [0, 255] with their
        `classes` `(B, shots * ways)`, and `queries` `(B, ways, S, S, 1)` to logits
        `(B, ways, ways)`.

    Raises:
        ValueError: If the memory has no room for classes and features.
    """
    kind, units, shown = values.memory.memory, values.memory.memory_units, shots * ways
    if units <= ways:
        raise ValueError(
            f"memory_units must be over {ways}, the ways, to hold features beside the class. "
            f"Received: memory_units={units}."
        )
    support = keras.Input((shown, side, side, 1), name="support")
    classes = keras.Input((shown,), dtype="int32", name="classes")
    queries = keras.Input((ways, side, side, 1), name="queries")
    pictures = ops.concatenate([support, queries], axis=1) / 255
    see = _features((side, side, 1), values.cnn, units - ways, kind == "hebb_rosenblatt")
    features = see(ops.reshape(pictures, (-1, side, side, 1)))
    features = ops.reshape(features, (-1, shown + ways, units - ways))
    keys = _without_class(features, ways)
    names = ops.pad(ops.one_hot(classes, ways), ((0, 0), (0, 0), (0, units - ways)))
    shown_keys, asked = keys[:, :shown], keys[:, shown:]
    brings = kind == "outer_product"
    entries = ops.concatenate([shown_keys, names, shown_keys], -1) if brings else shown_keys + names
    counts = kind == "hopfield" and values.memory.memory_slots is None
    memory = build_memory(values.memory, **({"slots": shown} if counts else {}))
    written = MemoryWrite(memory, name="write")(entries)
    if query_units(written) != units:
        asked = keras.layers.Dense(query_units(written), dtype="float32", name="ask")(asked)
    read = MemoryRead(name="read")(written, asked)
    logits = keras.layers.Dense(
        ways,
        kernel_initializer=keras.initializers.Identity(values.gain),
        dtype="float32",
        name="logits",
    )(read)
    return keras.Model({"support": support, "classes": classes, "queries": queries}, logits)


def _features(image_shape, cnn, units, positive):
    return keras.Sequential(
        [
            build_cnn(image_shape, cnn),
            keras.layers.Dense(units, "relu" if positive else None),
            keras.layers.UnitNormalization(dtype="float32"),
        ],
        name="see",
    )


def _without_class(features, ways):
    return ops.pad(features, ((0, 0), (0, 0), (ways, 0)))
