"""The memories of a model, for what shows and records how they are."""

import keras


def memories_in(model):
    """The memories of a model.

    Args:
        model: Keras model.

    Returns:
        Dictionary of layers that have `write`, by their names; of several of one name, as those of
        two backbones are, the others are numbered: `"memory"`, `"memory_2"`.
    """
    found: dict[str, keras.Layer] = {}
    for layer in model._flatten_layers(include_self=False):
        if hasattr(layer, "write"):
            name = f"{layer.name}_{len(found) + 1}" if layer.name in found else layer.name
            found[name] = layer
    return found


def reports_of(model):
    """What those memories of a model report that do, as floats by name.

    Where there are several, their names stand before the names.
    """
    found = memories_in(model)
    memories = {name: memory for name, memory in found.items() if hasattr(memory, "report")}
    if len(memories) == 1:
        (memory,) = memories.values()
        return memory.report()
    return {
        f"{place}_{name}": number
        for place, memory in memories.items()
        for name, number in memory.report().items()
    }
