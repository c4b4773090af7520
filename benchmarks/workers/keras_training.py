"""Times training steps of a recipe, within `fit`."""

import time

import keras

from benchmarks.workers.child import Requests
from benchmarks.workers.child import settings
from benchmarks.workers.keras_model import batches
from benchmarks.workers.keras_model import build
from benchmarks.workers.keras_model import find
from training.hardware.allocator import keep_freed_memory


class NoMoreRequests(Exception):
    """Leaves `fit`."""


class Turns(keras.callbacks.Callback):
    """Stops `fit` between two steps until the next turn is asked for."""

    def __init__(self, requests):
        super().__init__()
        self.requests = requests

    def on_train_begin(self, logs=None):
        self._wait()

    def on_train_batch_end(self, batch, logs=None):
        self.left -= 1
        if self.left == 0:
            float(logs["loss"])  # The step is done when its loss is known.
            self.requests.answer(seconds=(time.perf_counter() - self.start) / self.steps)
            self._wait()

    def _wait(self):
        request = self.requests.next()
        if request is None:
            raise NoMoreRequests
        self.steps = self.left = request["steps"]
        self.start = time.perf_counter()


def main():
    """Trains on until there are no more requests."""
    keep_freed_memory()  # As training.train does.
    requests, asked = Requests(), settings()
    recipe = find(asked["recipe"], asked.get("precision"), asked.get("jit"), asked.get("values"))
    model = build(asked["recipe"], recipe)
    try:
        model.fit(batches(recipe), epochs=10**6, verbose=0, callbacks=[Turns(requests)])
    except NoMoreRequests:
        pass


if __name__ == "__main__":
    main()
