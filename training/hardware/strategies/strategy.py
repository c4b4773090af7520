"""Training on one device, and what every other way of training can do."""

import contextlib


class Strategy(contextlib.AbstractContextManager):
    """Trains on one device.

    A run trains inside the strategy, as a context manager.

    Attributes:
        replicas: Number of devices, each of which holds the model and takes an equal part of every
            batch.
        processes: Number of processes that these devices belong to.
        process: Which of them this one is. Process 0 alone writes to the run's folder.
    """

    replicas = 1
    processes = 1
    process = 0

    def __exit__(self, *raised):
        pass

    def __str__(self):
        return "one device"

    def build(self, recipe, make):
        """A new model of a recipe, into which a check-point can be loaded.

        Args:
            recipe: The recipe.
            make: Function of a recipe, of a new model that is compiled.
        """
        model = make(recipe)
        model.optimizer.build(model.trainable_variables)
        return model
