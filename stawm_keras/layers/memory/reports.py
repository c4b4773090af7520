"""The memories of a model, for what shows and records how they are."""


def memories_in(model):
    """The memories of a model that report on themselves.

    Args:
        model: Keras model.

    Returns:
        Dictionary of layers that have `report`, by their names.
    """
    layers = model._flatten_layers(include_self=False)
    return {layer.name: layer for layer in layers if hasattr(layer, "report")}


def reports_of(model):
    """What the memories of a model report, as floats by name.

    Where a model has several memories, their names stand before the names.
    """
    memories = memories_in(model)
    if len(memories) == 1:
        (memory,) = memories.values()
        return memory.report()
    return {
        f"{place}_{name}": number
        for place, memory in memories.items()
        for name, number in memory.report().items()
    }
