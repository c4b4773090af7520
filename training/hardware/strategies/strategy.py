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

    def build(self, task, recipe):
        """A new model of a task's recipe, compiled; a check-point can be loaded into it."""
        model = task.build(recipe)
        task.compile(model, recipe)
        model.optimizer.build(model.trainable_variables)
        return model
