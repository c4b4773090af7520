"""Times predictions of a recipe's model, and says what it predicts."""

import time

import keras
import numpy as np

from benchmarks.workers.child import Requests
from benchmarks.workers.child import settings
from benchmarks.workers.keras_model import build
from benchmarks.workers.keras_model import find
from benchmarks.workers.keras_model import images


def main():
    """Answers requests to predict."""
    requests, asked = Requests(), settings()
    recipe = find(asked["recipe"], asked.get("precision"), asked.get("jit"))
    model = build(asked["recipe"], recipe)
    if asked.get("weights"):
        _shake(model)
        _write(model, recipe, asked["weights"])
    while request := requests.next():
        batch = images(recipe, request["batch"])
        start = time.perf_counter()
        for _ in range(request["steps"]):
            model.predict_on_batch(batch)
        requests.answer(seconds=(time.perf_counter() - start) / request["steps"])


def _shake(model):
    """Moves every weight a little: at first all poses are the identity, which hides mistakes."""
    rng = np.random.default_rng(2)
    for variable in model.weights:
        value = keras.ops.convert_to_numpy(variable)
        if value.ndim and np.issubdtype(value.dtype, np.floating):
            noise = 0.02 * rng.normal(size=value.shape)
            variable.assign(value + (np.abs(noise) if "variance" in variable.path else noise))


def _write(model, recipe, file):
    """Writes the weights, a few images and what is predicted of them."""
    from benchmarks.peer.weights import arrays_of

    batch = images(recipe, 4)
    predicted = model.predict_on_batch(batch)
    if not isinstance(predicted, dict):
        predicted = {"drawing" if predicted.ndim == 4 else "logits": predicted}
    arrays = {f"weights/{name}": array for name, array in arrays_of(model).items()}
    outputs = {f"outputs/{name}": np.asarray(array) for name, array in predicted.items()}
    np.savez(file, **{"images": batch, **arrays, **outputs})


if __name__ == "__main__":
    main()
