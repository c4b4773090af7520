"""What boards share."""

import importlib.util
import pathlib

import keras

from stawm_keras.layers.memory.reports import reports_of
from stawm_keras.layers.sizes import check_sizes
from stawm_keras.visualisation.pixels import rasterise


class Board(keras.callbacks.Callback):
    """Writes a run of TensorBoard's: what a model's memories report, and what a look at it shows.

    Subclasses have `look`, which is called every `every` epochs and after the last one. A step is
    the number of epochs that were trained.

    Args:
        log_dir: Path of TensorBoard's folder.
        run: Name of the run.
        every: Integer, how many epochs there are from one look to the next.
    """

    def __init__(self, log_dir, run, every):
        super().__init__()
        check_sizes(every=every)
        for package in ("tensorboardX", "matplotlib"):
            if importlib.util.find_spec(package) is None:
                raise ImportError(
                    f"{type(self).__name__} writes with tensorboardX and draws with matplotlib: "
                    f"run 'pip install {package}'."
                )
        self.folder = pathlib.Path(log_dir) / run
        self.every = every

    def look(self, step):
        """Writes what there is to be seen after so many epochs."""
        raise NotImplementedError

    def on_train_begin(self, logs=None):
        from tensorboardX import SummaryWriter

        self.writer = SummaryWriter(str(self.folder))

    def on_train_end(self, logs=None):
        self.writer.close()

    def on_epoch_end(self, epoch, logs=None):
        step = epoch + 1
        for name, number in reports_of(self.model).items():
            self.writer.add_scalar(f"memory/{name}", number, step)
        if step % self.every == 0 or step == self.params.get("epochs"):
            self.look(step)
        self.writer.flush()

    def write_pictures(self, figures, step):
        """Writes figures, a dictionary by what they show."""
        for name, figure in figures.items():
            picture = rasterise(figure)
            self.writer.add_image(f"pictures/{name}", picture, step, dataformats="HWC")
