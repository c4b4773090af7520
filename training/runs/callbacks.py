"""What happens around the steps and epochs of `fit`."""

import math
import signal
import time

import keras
import numpy as np
from tensorboardX import SummaryWriter

from stawm_keras.layers.memory.reports import reports_of
from training.cli.errors import Interrupted
from training.cli.errors import TrainingDiverged
from training.runs.hyperparameters import show_begin
from training.runs.hyperparameters import show_end
from training.tasks import task_of


class BeginEpochs(keras.callbacks.Callback):
    """Sets every dropout's seed anew when an epoch begins, and forgets the largest gradient norm.

    What an epoch draws then depends on the run's seed and the epoch alone, and a resumed run draws
    what an uninterrupted one would.
    """

    def __init__(self, seed):
        super().__init__()
        self.seed = seed

    def on_epoch_begin(self, epoch, logs=None):
        states = [v for v in self.model.variables if v.path.endswith("seed_generator_state")]
        for place, state in enumerate(states):
            seed = np.random.default_rng([self.seed, epoch, place]).integers(2**31)
            state.assign(np.array([seed, 0], dtype=state.dtype))
        self.model.optimizer.largest_gradient_norm.assign(0.0)


class StopWell(keras.callbacks.Callback):
    """Stops the run where it cannot or may not go on, and says where that was.

    A loss that is not finite raises `TrainingDiverged`; SIGTERM or SIGINT raise `Interrupted` when
    the current step is done. Either way the check-point of the last whole epoch stays.
    """

    def __init__(self, run):
        super().__init__()
        self.run = run
        self.previous = {}
        self.signal = None
        self.epoch = 0

    def on_train_begin(self, logs=None):
        self.previous = {
            number: signal.signal(number, self._remember)
            for number in (signal.SIGTERM, signal.SIGINT)
        }

    def on_train_end(self, logs=None):
        self.restore_signals()

    def restore_signals(self):
        """Hands the signals back to whoever had them before."""
        for number, handler in self.previous.items():
            signal.signal(number, handler)

    def _remember(self, number, frame):
        self.signal = signal.Signals(number)

    def on_epoch_begin(self, epoch, logs=None):
        self.epoch = epoch + 1

    def on_train_batch_end(self, batch, logs=None):
        if not math.isfinite(float(logs["loss"])):
            raise TrainingDiverged(
                f"The loss became {float(logs['loss'])} at step {batch + 1} of epoch {self.epoch}; "
                f"{self._kept()} Try a lower --learning-rate, or another --clipping."
            )
        self._stop_if_asked()

    def on_test_batch_end(self, batch, logs=None):
        self._stop_if_asked()

    def _stop_if_asked(self):
        if self.signal:
            raise Interrupted(
                f"Stopped by {self.signal.name} in epoch {self.epoch}; {self._kept()} Go on with "
                "the same command and --resume."
            )

    def _kept(self):
        kept = self.run.checkpoint("last")
        if kept.exists():
            return f"{kept} holds epoch {self.epoch - 1}."
        return "no epoch was finished, so there is no check-point."


class Record(keras.callbacks.Callback):
    """Writes metrics and check-points of every epoch into the run's folder.

    Only examples that were held out choose the best: where there are none, there is none.

    For TensorBoard the run is `training`: the recipe's values as hyperparameters, and the metrics
    but for what the memory reports, which `GlimpseBoard` shows.
    """

    def __init__(self, run, recipe, an_epoch):
        super().__init__()
        self.run = run
        self.recipe = recipe
        self.task = task_of(recipe)
        self.an_epoch = an_epoch  # examples
        earlier = [line[self.task.score] for line in run.metrics(self.task.score)]
        self.best = min((score for score in earlier if not math.isnan(score)), default=math.inf)

    def on_train_begin(self, logs=None):
        self.writer = SummaryWriter(str(self.run.tensorboard / "training"))
        show_begin(self.writer, self.recipe)

    def on_train_end(self, logs=None):
        show_end(self.writer)
        self.writer.close()

    def on_epoch_begin(self, epoch, logs=None):
        self.began = time.perf_counter()

    def on_test_begin(self, logs=None):
        self.trained = time.perf_counter()

    def on_epoch_end(self, epoch, logs=None):
        seconds = self.trained - self.began
        metrics = {
            "epoch": epoch + 1,
            "loss": float(logs["loss"]),
            **{name: float(number) for name, number in self.task.metrics(logs).items()},
            **({"outside": logs["outside"]} if "outside" in logs else {}),
            "learning_rate": logs["learning_rate"],
            "largest_gradient_norm": float(self.model.optimizer.largest_gradient_norm.numpy()),
            "seconds": seconds,
            f"{self.recipe.examples}_per_second": self.an_epoch / seconds,
        }
        self.run.append_metrics(metrics | reports_of(self.model))
        for name in metrics.keys() - {"epoch"}:
            self.writer.add_scalar(name, metrics[name], metrics["epoch"])
        self.writer.flush()
        if self.recipe.holds_out and metrics[self.task.score] < self.best:
            self.best = metrics[self.task.score]
            self.run.save_model(self.model, "best")
        # Last, for it says that the epoch is complete.
        self.run.save_model(self.model, "last")
