"""The values of a model that looks, as a search space around those that it has."""

from stawm_keras.models.cnn import Conv
from stawm_keras.models.cnn import sides_after

LARGEST_DROPOUT = 0.6


def vary(hp, given, memory):
    """Declares the space around given values, and returns a trial's.

    The number of glimpses, their size, the units of the memory and of the LSTMs and a drawer's
    latent units go from half to twice what is given, the learning rate from a quarter to four
    times, and dropout from 0 to 0.6, or to what is given if that is more. A glimpse's size is
    searched where its CNN is made of convolutions; it is at least what they need, and at most the
    image's. A memory declares what it has to be searched by its own `vary`.

    Args:
        hp: `keras_tuner.HyperParameters`. Without values of its own it has the given ones.
        given: Dictionary of the arguments of `STAWMBackbone`, its CNNs as lists of convolutions,
            with the dtype policy as `"precision"`, a `"learning_rate"`, and a drawer's
            `"latent_units"`.
        memory: The memory that is given, a cell.

    Returns:
        Dictionary of a trial's values: `num_glimpses`, `glimpse_size`, `memory_units`,
        `lstm_units`, `dropout`, `learning_rate` and `precision`, `latent_units` if they were given,
        and `memory`, a dictionary of the memory's own.

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
    count, units = given["num_glimpses"], given["memory_units"]
    lstm = given["lstm_units"] or 2 * units  # As `STAWMBackbone` has it.
    dropout, rate, precision = given["dropout"], given["learning_rate"], given["precision"]
    policies = list(dict.fromkeys((precision, "float32", "mixed_bfloat16")))
    values = {
        "num_glimpses": hp.Int("num_glimpses", max(1, count // 2), 2 * count, default=count),
        "glimpse_size": _glimpse_size(hp, given),
        "memory_units": hp.Choice("memory_units", _sizes(units, (2, 4, 8)), default=units),
        "lstm_units": hp.Choice("lstm_units", _sizes(lstm, (2, 3, 4, 6, 8)), default=lstm),
        "dropout": hp.Float("dropout", 0.0, max(dropout, LARGEST_DROPOUT), default=dropout),
        "memory": memory.vary(hp) if hasattr(memory, "vary") else {},
        "learning_rate": hp.Float(
            "learning_rate", rate / 4, 4 * rate, sampling="log", default=rate
        ),
        "precision": hp.Choice("precision", policies, default=precision),
    }
    if "latent_units" in given:
        latent = given["latent_units"]
        values["latent_units"] = hp.Int(
            "latent_units", max(1, latent // 2), 2 * latent, default=latent
        )
    return values


def _sizes(units, quarters):
    """Few, for products are fast whose sizes divide by powers of two."""
    return sorted({max(1, units * quarter // 4) for quarter in quarters})


def _glimpse_size(hp, given):
    size, convs = given["glimpse_size"], [Conv(*conv) for conv in given["glimpse_cnn"]]
    if not convs or not isinstance(size, int):
        return size
    smallest = next(s for s in range(max(1, size // 2), size + 1) if _fits(s, convs))
    largest = max(size, min(2 * size, *given["image_shape"][:2]))
    return hp.Int("glimpse_size", smallest, largest, default=size)


def _fits(size, convs):
    try:
        return bool(sides_after((size, size), convs))
    except ValueError:
        return False
