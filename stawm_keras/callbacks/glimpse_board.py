"""What a model looks at, remembers and draws while it learns, for TensorBoard."""

import importlib.util
import pathlib

import keras
import numpy as np

from stawm_keras.callbacks.figures import draw_figures
from stawm_keras.callbacks.looks import Looks
from stawm_keras.callbacks.pose_statistics import pose_parts
from stawm_keras.callbacks.projector import write_projector
from stawm_keras.layers.memory.hebb_rosenblatt_cell import RATES
from stawm_keras.layers.memory.statistics import norm_and_rank
from stawm_keras.layers.memory.statistics import saturation
from stawm_keras.visualisation.pixels import rasterise

_BINS = 60  # Of a histogram; TensorBoard shows 30.


class GlimpseBoard(keras.callbacks.Callback):
    """Shows in TensorBoard what a model looks at, remembers and draws while it learns.

    It stands beside `keras.callbacks.TensorBoard`, takes the same folder and writes a TensorBoard
    run `glimpses` into it, as that one does `train` and `validation`. It needs tensorboardX and
    matplotlib, and no TensorFlow.

    * After every epoch: eta, delta and theta, as `memory/eta` and so on.
    * Every `every` epochs and after the last one, of the images given:
        * pictures of the first few: their glimpses in order, with their frames on the image, and
          the memory as an image after each; of a model that draws also the stages of the drawings,
          and the last masks where there are masks;
        * pictures of the first few that are misclassified, with their drawings where there are any;
        * a picture of where the model looks on average, on the whole and glimpse by glimpse;
        * after every glimpse, the memory's norm and rank and the shares of what was written into it
          that were at ReLU6's bounds, 0 and 6, all means over the images;
        * histograms of the poses' scale, rotation, shear and position, over all glimpses;
        * of a model that draws, the latents for the embedding projector, each as its own sketch;
          only the latest are kept.

    A step is the number of epochs that were trained.

    Args:
        log_dir: Path of TensorBoard's folder.
        images: Array `(B, H, W, C)`, pixels in [0, 255]: a fixed few validation images, 64, say.
        labels: Optional integers `(B,)`, the right classes.
        every: Integer, how many epochs there are from one look to the next.
        shown: Integer, how many images a picture shows.

    Raises:
        ValueError: If an argument is not as described, or the model has no `backbone`.
        ImportError: If tensorboardX or matplotlib is not installed.

    Example:

    >>> test_images, test_labels = np.zeros((64, 28, 28, 1)), np.zeros(64, "int32")
    >>> board = stawm_keras.callbacks.GlimpseBoard("logs", test_images, test_labels, every=5)
    >>> # model.fit(images, labels, callbacks=[keras.callbacks.TensorBoard("logs"), board])
    """

    def __init__(self, log_dir, images, labels=None, every=1, shown=4):
        super().__init__()
        self.folder = pathlib.Path(log_dir) / "glimpses"
        self.images = np.asarray(images)
        self.labels = None if labels is None else np.asarray(labels).reshape(-1)
        self.every = every
        self.shown = shown
        for name in ("every", "shown"):
            if not isinstance(getattr(self, name), int) or getattr(self, name) < 1:
                raise ValueError(
                    f"`{name}` must be a positive integer. Received: {name}={getattr(self, name)}"
                )
        labelled = self.labels is None or self.labels.shape == self.images.shape[:1]
        if self.images.ndim != 4 or not len(self.images) or not labelled:
            raise ValueError(
                "`images` (B, H, W, C) must be at least one, and `labels` (B,) as many. Received: "
                f"images of shape {np.shape(images)}, labels of shape {np.shape(labels)}"
            )
        for package in ("tensorboardX", "matplotlib"):
            if importlib.util.find_spec(package) is None:
                raise ImportError(
                    f"GlimpseBoard writes with tensorboardX and draws with matplotlib: run "
                    f"'pip install {package}'."
                )

    def on_train_begin(self, logs=None):
        from tensorboardX import SummaryWriter

        if not hasattr(self.model, "backbone"):
            raise ValueError(
                "GlimpseBoard shows models that look, which have a `backbone`. Received: a model "
                f"of class {type(self.model).__name__}"
            )
        self.look = Looks(self.model)
        self.writer = SummaryWriter(str(self.folder))

    def on_train_end(self, logs=None):
        self.writer.close()

    def on_epoch_end(self, epoch, logs=None):
        step = epoch + 1
        for name in RATES:
            rate = float(getattr(self.model.backbone.memory, name).numpy())
            self.writer.add_scalar(f"memory/{name}", rate, step)
        if step % self.every == 0 or step == self.params.get("epochs"):
            seen = self.look(self.images)
            # Of a model that has diverged there is nothing to be seen.
            if np.isfinite(seen["poses"]).all() and np.isfinite(seen["memory"]["values"]).all():
                self._write(seen, step)
        self.writer.flush()

    def _write(self, seen, step):
        backbone = self.model.backbone
        drawn = draw_figures(seen, self.images, self.labels, self.shown, backbone.glimpse_size)
        for name, figure in drawn.items():
            picture = rasterise(figure)
            self.writer.add_image(f"pictures/{name}", picture, step, dataformats="HWC")
        rate = backbone.memory.scale * float(backbone.memory.eta.numpy())
        activations = (seen["memory"]["keys"], seen["memory"]["values"] / rate)
        norm, rank = norm_and_rank(seen["memory"])
        at_zero, at_six = saturation(np.concatenate(activations, axis=-1))
        measured = {"norm": norm, "rank": rank, "at_0": at_zero, "at_6": at_six}
        for name, numbers in measured.items():
            for n, number in enumerate(numbers.mean(axis=0)):
                self.writer.add_scalar(f"memory_{name}/{n + 1:02}", number, step)
        for name, numbers in pose_parts(seen["poses"]).items():
            # Equal bins: the usual ones grow with the number and are too wide for scales near 1.
            self.writer.add_histogram(f"poses/{name}", numbers, step, bins=_BINS)
        if "latents" in seen:
            self._write_latents(seen, step)

    def _write_latents(self, seen, step):
        latents = seen["latents"]
        images, glimpses = (place.reshape(-1) for place in np.indices(latents.shape[:2]))
        metadata = {"image": images, "glimpse": glimpses + 1}
        if self.labels is not None:
            metadata = {"label": self.labels[images], **metadata}  # The projector shows the first.
        latents = latents.reshape(-1, latents.shape[-1])
        write_projector(self.folder, latents, self.look.lone_sketches(seen), metadata, step)
