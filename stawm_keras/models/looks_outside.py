"""Whether a model still looks at its images, watched while it learns."""

import inspect
import warnings

import keras
import numpy as np
from keras import ops

from stawm_keras.models.seen import observe
from stawm_keras.models.seen import seen

_LOOKED_AT = 64  # Images.


class WatchLooks(keras.callbacks.Callback):
    """Logs after every epoch which share of the looks at some images lies outside of them.

    That is `outside`. Where it is over a half, it is warned of, once: such looks see black, and
    have no gradient that would bring them back.

    Args:
        images: Array or tensor `(B, H, W, C)`.
    """

    def __init__(self, images):
        super().__init__()
        self.images = images
        self.warned = False

    def on_epoch_end(self, epoch, logs=None):
        frames = observe(self.model, "frames")(self.images, training=False)["frames"]
        share = float(outside(ops.convert_to_numpy(frames), self.images.shape[-3:]).mean())
        if logs is not None:
            logs["outside"] = share
        if share > 0.5 and not self.warned:
            self.warned = True
            warnings.warn(
                f"{100 * share:.0f} % of the looks of {self.model.name} lie outside the image, "
                "where there is nothing to see or to learn from: take poses that cannot leave it "
                "(stawm_keras.layers.ZoomEmitter), or a lower learning rate.",
                stacklevel=2,
            )


def outside(frames, image_shape):
    """Which looks have the centre of their first frame outside the image.

    Args:
        frames: Array `(B, N, F, 4, 2)`, corners `(x, y)` in pixels.
        image_shape: Tuple `(height, width)` or `(height, width, channels)`.

    Returns:
        Booleans `(B, N)`; a frame that is no number is outside.
    """
    last = np.array(image_shape[1::-1]) - 1
    centres = frames[:, :, 0].mean(axis=-2)
    return ~((centres >= 0) & (centres <= last)).all(axis=-1)


def watched(model, fit, x, args, kwargs):
    """The arguments of `fit`, with a watch on the looks of a model that has frames to be seen."""
    arguments = inspect.signature(fit).bind(x, *args, **kwargs).arguments
    images = _some_images(x)
    if images is not None and "frames" in seen(model):
        callbacks = arguments.get("callbacks") or []
        if not isinstance(callbacks, keras.callbacks.CallbackList):
            # First, that the others find it in the logs.
            arguments["callbacks"] = [WatchLooks(images), *keras.tree.flatten(callbacks)]
    return arguments


def _some_images(x):
    """A few images of what `fit` is given, or `None` where none can be taken without a loss."""
    if isinstance(x, keras.utils.PyDataset):
        x = x[0][0]
    elif hasattr(x, "element_spec") and hasattr(x, "take"):  # A tf.data.Dataset.
        x = next(iter(x.take(1)))[0]
    return x[:_LOOKED_AT] if hasattr(x, "shape") and hasattr(x, "__getitem__") else None
