"""The values of a model that looks, as a search space around those that it has."""

from stawm_keras.models.cnn import Conv
from stawm_keras.models.cnn import sides_after

LARGEST_DROPOUT = 0.6

# Units of layers that are searched, in quarters of what is given.
UNITS = {
    "memory_units": (2, 4, 8),
    "lstm_units": (2, 3, 4, 6, 8),
    "units": (2, 4, 8),
    "path_units": (2, 4, 8),
    "localisation_units": (2, 4, 8),
    "recurrent_units": (2, 4, 8),
}

# What is searched of a model, where it has it.
SEARCHED = (*UNITS, "num_glimpses", "glimpse_size", "location_std", "latent_units", "dropout")


def vary(hp, given, memory=None):
    """Declares the space around given values, and returns a trial's.

    The number of glimpses, their size, the units of layers and memory, latent units and the
    deviation of places that are tried go from half to twice what is given, the learning rate from a
    quarter to four times, and dropout from 0 to 0.6, or to what is given if that is more. A
    glimpse's size is searched where it is a number and its CNN, if it has one, is made of
    convolutions; it is at least what they need, and at most the image's. A memory declares what it
    has to be searched by its own `vary`.

    Args:
        hp: `keras_tuner.HyperParameters`. Without values of its own it has the given ones.
        given: Dictionary of a model's arguments, of which those are searched that are named above,
            and `"image_shape"`; the CNN of glimpses as a list of convolutions; with the dtype
            policy as `"precision"`, and a `"learning_rate"`.
        memory: The memory that is given, a cell, if the model has one.

    Returns:
        Dictionary of a trial's values: `learning_rate` and `precision`, and what was given of
        `num_glimpses`, `glimpse_size`, `memory_units`, `lstm_units`, `units`, `path_units`,
        `latent_units`, `location_std` and `dropout`; and with a memory `memory`, a dictionary of
        the memory's own.

    Example:

    >>> import keras_tuner
    >>> import stawm_keras.tuning
    >>> given = {
    ...     "image_shape": (28, 28, 1), "glimpse_cnn": [(16, 3, 2, 0)], "num_glimpses": 6,
    ...     "glimpse_size": 8, "memory_units": 64, "lstm_units": 128, "dropout": 0.5,
    ...     "precision": "float32", "learning_rate": 1e-3,
    ... }
    >>> memory = stawm_keras.layers.HebbRosenblattCell(64)
    >>> hp = keras_tuner.HyperParameters()
    >>> trial = stawm_keras.tuning.vary(hp, given, memory)
    >>> trial["num_glimpses"], trial["memory_units"]
    (6, 64)
    >>> [(one.min_value, one.max_value) for one in hp.space if one.name == "num_glimpses"]
    [(3, 12)]
    """
    values = {}
    if "num_glimpses" in given:
        values["num_glimpses"] = _count(hp, given, "num_glimpses")
    if "glimpse_size" in given:
        values["glimpse_size"] = _glimpse_size(hp, given)
    # Of several layers they stay.
    for name in [one for one in UNITS if one in given and not isinstance(given[one], list)]:
        # As `STAWMBackbone` has it, of its LSTMs.
        units = given[name] or 2 * given["memory_units"]
        values[name] = hp.Choice(name, _sizes(units, UNITS[name]), default=units)
    if "dropout" in given:
        dropout = given["dropout"]
        largest = max(dropout, LARGEST_DROPOUT)
        values["dropout"] = hp.Float("dropout", 0.0, largest, default=dropout)
    if memory is not None:
        values["memory"] = memory.vary(hp) if hasattr(memory, "vary") else {}
    if "location_std" in given:
        values["location_std"] = _factor(hp, given, "location_std", 2)
    values["learning_rate"] = _factor(hp, given, "learning_rate", 4)
    precision = given["precision"]
    policies = list(dict.fromkeys((precision, "float32", "mixed_bfloat16")))
    values["precision"] = hp.Choice("precision", policies, default=precision)
    if "latent_units" in given:
        values["latent_units"] = _count(hp, given, "latent_units")
    return values


def _count(hp, given, name):
    count = given[name]
    return hp.Int(name, max(1, count // 2), 2 * count, default=count)


def _factor(hp, given, name, factor):
    number = given[name]
    return hp.Float(name, number / factor, factor * number, sampling="log", default=number)


def _sizes(units, quarters):
    """Few, for products are fast whose sizes divide by powers of two."""
    return sorted({max(1, units * quarter // 4) for quarter in quarters})


def _glimpse_size(hp, given):
    size, convs = given["glimpse_size"], given.get("glimpse_cnn")
    if convs is not None and not convs or not isinstance(size, int):
        return size
    convs = [Conv(*conv) for conv in convs or ()]
    smallest = next(s for s in range(max(1, size // 2), size + 1) if _fits(s, convs))
    largest = max(size, min(2 * size, *given["image_shape"][:2]))
    return hp.Int("glimpse_size", smallest, largest, default=size)


def _fits(size, convs):
    try:
        return not convs or bool(sides_after((size, size), convs))
    except ValueError:
        return False
