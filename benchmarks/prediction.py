"""How long a recipe's model takes to answer."""

import statistics

from benchmarks.compiled import seconds
from benchmarks.workers.keras_model import images

BATCH = 100  # Images at once.


def milliseconds_an_image(model, recipe, rounds):
    """Of one image among many, the median of the rounds."""
    batch = images(recipe, BATCH)
    times = seconds(lambda: model.predict_on_batch(batch), rounds=rounds)
    return 1e3 * statistics.median(times) / BATCH
