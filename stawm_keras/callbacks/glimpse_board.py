"""What a model looks at, remembers and draws while it learns, for TensorBoard."""

import keras
import numpy as np

from stawm_keras.callbacks.board import Board
from stawm_keras.callbacks.figures import draw_figures
from stawm_keras.callbacks.frame_statistics import frame_parts
from stawm_keras.callbacks.projector import write_projector
from stawm_keras.callbacks.sketches import latent_pictures
from stawm_keras.layers.memory.reports import memories_in
from stawm_keras.layers.sizes import check_sizes
from stawm_keras.models import class_names_of
from stawm_keras.models import seen
from stawm_keras.visualisation import look_at
from stawm_keras.visualisation import measure_looks
from stawm_keras.visualisation.names import name_of

_BINS = 60  # Of a histogram; TensorBoard shows 30.
_LONGEST = 100  # Letters of a class' name in the projector.

# What is shown, by its names, of which a model must have some.
_SHOWN = (
    "frames",
    "glimpses",
    "attention",
    "memory",
    "drawing",
    "canvases",
    "masks",
    "sketches",
    "latents",
)


class GlimpseBoard(Board):
    """Shows in TensorBoard what a model looks at, remembers and draws while it learns.

    It stands beside `keras.callbacks.TensorBoard`, takes the same folder and writes a TensorBoard
    run `glimpses` into it, as that one does `train` and `validation`. It needs tensorboardX and
    matplotlib, and no TensorFlow.

    * After every epoch: what the model's memories report of themselves, of a Hebb-Rosenblatt memory
      its rates, each as `memory/` and its name.
    * Every `every` epochs and after the last one, of the images given:
        * pictures of a few that are spread over the classes: their glimpses in order, with their
          frames on the image, and the memory as an image after each; of a model that weighs the
          places of an image, a map of the weights over it for every glimpse; of a model that draws
          also the stages of the drawings, and the last masks where there are masks;
        * pictures of a few that are misclassified, with their drawings where there are any;
        * a picture of where the model looks on average, on the whole and glimpse by glimpse;
        * after every glimpse, what the memory measures of what was written into it, means over the
          images: of a Hebb-Rosenblatt memory its norm and rank and the shares that were at ReLU6's
          bounds, 0 and 6;
        * after every glimpse, the share of the image inside the look, the share seen so far, and
          how many looks have their centre outside the image, means over the images;
        * histograms of the frames' scale, rotation, shear and position, over all glimpses;
        * of a model that draws, the latents for the embedding projector, each as its own sketch,
          whose border has the colour of its class; only the latest are kept.

    Each is shown of a model that has it, by the names of `stawm_keras.models.seen`. A step is the
    number of epochs that were trained.

    Args:
        log_dir: Path of TensorBoard's folder.
        images: Array `(B, H, W, C)`, pixels in [0, 255]: a fixed few validation images, 64, say; or
            videos `(B, N, H, W, C)`.
        labels: Optional integers `(B,)`, the right classes, or `(B, S)`, of several objects.
        every: Integer, how many epochs there are from one look to the next.
        shown: Integer, how many images a picture shows.
        class_names: Sequence of names of the classes, which then stand in place of their numbers;
            by default those of the model, if it has any (see
            `stawm_keras.models.class_names_of`).

    Raises:
        ValueError: If an argument is not as described, or the model has nothing that is shown.
        ImportError: If tensorboardX or matplotlib is not installed.

    Example:

    >>> test_images, test_labels = np.zeros((64, 28, 28, 1)), np.zeros(64, "int32")
    >>> board = stawm_keras.callbacks.GlimpseBoard("logs", test_images, test_labels, every=5)
    >>> # model.fit(images, labels, callbacks=[keras.callbacks.TensorBoard("logs"), board])
    """

    def __init__(self, log_dir, images, labels=None, every=1, shown=4, class_names=None):
        super().__init__(log_dir, "glimpses", every)
        check_sizes(shown=shown)
        self.images = np.asarray(images)
        if np.shape(labels) == (len(self.images), 1):
            labels = np.reshape(labels, -1)
        self.labels = None if labels is None else np.asarray(labels)
        self.shown = shown
        self.class_names = class_names
        labelled = self.labels is None or (
            self.labels.ndim in (1, 2) and len(self.labels) == len(self.images)
        )
        if self.images.ndim not in (4, 5) or not len(self.images) or not labelled:
            raise ValueError(
                "`images` (B, H, W, C) must be at least one, and `labels` (B,), or (B, S) of "
                f"several objects, as many. Received: images of shape {np.shape(images)}, "
                f"labels of shape {np.shape(labels)}"
            )

    def on_train_begin(self, logs=None):
        names = seen(self.model)
        if not names.keys() & set(_SHOWN):
            raise ValueError(
                f"GlimpseBoard shows models that have some of {', '.join(_SHOWN)} to be seen. "
                f"Received: {self.model.name}, with {', '.join(names)}"
            )
        super().on_train_begin(logs)

    def look(self, step):
        found = look_at(self.model, self.images, (*_SHOWN, "sketch_frames", "logits"))
        if _is_finite(found):
            self._write(found, step)

    def _write(self, found, step):
        names = class_names_of(self.model) if self.class_names is None else self.class_names
        figures = draw_figures(found, self.images, self.labels, self.shown, names)
        self.write_pictures(figures, step)
        self._write_means("memory", self._measure(found), step)
        if "frames" in found:
            looks = measure_looks(found["frames"], self.images.shape[-3:])
            self._write_means("looks", looks, step)
            for name, numbers in frame_parts(found["frames"], self.images.shape[-3:]).items():
                # Equal bins: the usual ones grow with the number, too wide for scales near 1.
                self.writer.add_histogram(f"frames/{name}", numbers, step, bins=_BINS)
        if {"latents", "drawing"} <= found.keys():
            self._write_latents(found, names, step)

    def _write_means(self, group, measured, step):
        for name, by_glimpse in measured.items():
            for n, number in enumerate(by_glimpse.mean(axis=0)):
                self.writer.add_scalar(f"{group}_{name}/{n + 1:02}", number, step)

    def _measure(self, found):
        """What the memory measures of what was written into it, if it does and is the only one."""
        memories = [cell for cell in memories_in(self.model).values() if hasattr(cell, "measure")]
        if "memory" not in found or len(memories) != 1:
            return {}
        return memories[0].measure(found["memory"])

    def _write_latents(self, found, class_names, step):
        """Of every image, or of every glimpse of it."""
        latents = found["latents"]
        images, *glimpses = (place.reshape(-1) for place in np.indices(latents.shape[:-1]))
        metadata = {"image": images}
        if glimpses:
            metadata["glimpse"] = 1 + glimpses[0]
        if self.labels is not None:
            labels = [name_of(label, class_names, _LONGEST) for label in self.labels[images]]
            metadata = {"label": labels, **metadata}  # The projector shows the first.
        latents = latents.reshape(-1, latents.shape[-1])
        write_projector(self.folder, latents, latent_pictures(found), metadata, step)


def _is_finite(found):
    """Whether there is anything to be seen: of a model that has diverged there is not."""
    # A sketch that is placed by a pose that cannot be inverted has no frame.
    wanted = {name: parts for name, parts in found.items() if name != "sketch_frames"}
    return all(np.isfinite(part).all() for part in keras.tree.flatten(wanted))
