"""DRAW, which draws images step by step."""

import keras
from keras import ops
from keras import tree

from stawm_keras.layers import DRAWCell
from stawm_keras.layers import GaussianGlimpse
from stawm_keras.layers import GlimpseLoop
from stawm_keras.losses import VariationalBound
from stawm_keras.models.carrying_model import CarryingModel
from stawm_keras.models.configured_model import resolve_policy
from stawm_keras.random import seed_of
from stawm_keras.registration import register


@register
class DRAW(CarryingModel):
    """Draws the images that it is shown, step by step on a canvas, and new ones like them.

    Compile it with an optimiser alone and `fit` images: its loss is the variational bound in nats
    (see `losses.VariationalBound`), to which a compiled loss of the drawing would be added. `nats`
    is shown beside it, the bound without anything added, and `kl`, the part of it that the latents
    take. `evaluate` measures the same, with latents that are sampled, as the bound needs. In
    `predict` and all that is seen their means stand for them.

    The targets are the images in [0, 1], as drawings are; without any they are the images given,
    divided by 255. A bound that is to be compared with others is of images of 0 and 255: make them
    so before. There is no mean and no deviation to give: what is missing on the canvas is seen in
    the same units as the image.

    Args:
        image_shape: Tuple `(height, width, channels)`.
        num_glimpses: Integer N, the number of steps.
        read_size: Integer, the side of the grid of Gaussian filters that it looks through; `None`
            to see the whole image at every step.
        write_size: Integer, the side of the grid that it draws through; `None` to draw on the whole
            canvas at every step. With both `None` it is DRAW without attention.
        units: Integer H, the units of both LSTMs.
        latent_units: Integer K, the latent units of a step.
        seed: Integer or `None`, the seed of the latents' samples.
        **kwargs: Other `keras.Model` arguments, `name` and `dtype` among them.

    Call arguments:
        inputs: The images.
        training: Boolean or `None`. Where it is true, what is returned is a dictionary for
            `compute_loss`, `"log_odds"` and `"drawing"` `(B, H, W, C)` and `"kl"` `(B, N)`, unless
            the model is a part of another functional one.

    Input shape:
        `(B, H, W, C)`, pixels in [0, 255].

    Output shape:
        The drawing `(B, H, W, C)`, pixels in [0, 1].

    Attributes:
        empty_canvas: Array `(H, W, C)`, the canvas before anything is drawn, in [0, 1].
        seen: `"drawing"` `(B, H, W, C)`; `"canvases"` `(B, N, H, W, C)` after every step; with a
            `write_size` `"write_poses"` `(B, N, 5)` and `"sketch_frames"` `(B, N, 1, 4, 2)`, where
            each step drew, in pixels; and what else a `DRAWCell` gives.

    Raises:
        ValueError: If a size is not positive, or targets are not images of that shape.

    Example:

    >>> model = stawm_keras.models.DRAW((28, 28, 1), num_glimpses=4, units=32, latent_units=8)
    >>> model.compile("adam")
    >>> history = model.fit(np.full((4, 28, 28, 1), 255), verbose=0)
    >>> sorted(history.history)
    ['kl', 'loss', 'nats', 'outside']
    >>> model.generate(9).shape
    (9, 28, 28, 1)

    Reference:
        Gregor et al., "DRAW: A Recurrent Neural Network For Image Generation", 2015.
    """

    def __init__(
        self,
        image_shape,
        num_glimpses=64,
        read_size=2,
        write_size=5,
        units=256,
        latent_units=100,
        seed=None,
        dtype=None,
        **kwargs,
    ):
        # === Layers ===
        policy = resolve_policy(dtype)
        cell = DRAWCell(
            read_size,
            write_size,
            units,
            latent_units,
            seed=seed_of(seed, "latents"),
            dtype=policy,
            name="draw_cell",
        )
        loop = GlimpseLoop(cell, num_glimpses, dtype=policy, name="glimpse_loop")

        # === Functional model ===
        image = keras.Input(image_shape, name="image")
        looked = loop(keras.layers.Rescaling(1 / 255, dtype="float32", name="unit_range")(image))
        drawing = keras.layers.Activation("sigmoid", dtype="float32", name="drawing")(
            looked["log_odds"]
        )
        own_seen = {"drawing": drawing}
        if write_size is not None:
            grid = GaussianGlimpse(write_size)
            own_seen["sketch_frames"] = grid.frames(looked["write_poses"], image_shape)

        # === Config ===
        config = {
            "image_shape": image_shape,
            "num_glimpses": num_glimpses,
            "read_size": read_size,
            "write_size": write_size,
            "units": units,
            "latent_units": latent_units,
            "seed": seed,
            "dtype": policy.name,
        }
        carried = ("log_odds", "kl", "drawing")
        super().__init__(image, drawing, config, own_seen, carried, **kwargs)
        self._bound = VariationalBound()
        self._nats = keras.metrics.Mean("nats")
        self._kl = keras.metrics.Mean("kl")

    @property
    def empty_canvas(self):
        return ops.convert_to_numpy(ops.sigmoid(self._cell.first_canvas.value))

    @property
    def _cell(self):
        return self.get_layer("glimpse_loop").cell

    def generate(self, count, every_step=False):
        """Draws new images, of latents that are drawn at random.

        Args:
            count: Integer n, how many.
            every_step: Boolean, whether to return the canvas after every step, or only the last.

        Returns:
            float32 tensor `(n, H, W, C)`, or `(n, N, H, W, C)` with `every_step`; in [0, 1].
        """
        steps = self.get_layer("glimpse_loop").num_glimpses
        latents = self._cell.latent.draw_noise(count, steps, training=True)
        canvases = self._cell.generate(latents)
        return canvases if every_step else canvases[:, -1]

    def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, training=True):
        """The bound, in nats, and what else is compiled or added."""
        if not training and not isinstance(y_pred, dict):
            y_pred = self._carry(x, training=True)  # The bound is of latents that are sampled.
        return super().compute_loss(x, y, y_pred, sample_weight, training)

    def learn_from(self, x, y, carried, sample_weight):
        target = self._target(x, y)
        # Here, for an evaluation's metrics are given the drawing alone.
        self._nats.update_state(self._bound.call(target, carried), sample_weight)
        self._kl.update_state(ops.sum(carried["kl"], axis=-1), sample_weight)
        bound = self._bound(target, carried, sample_weight)
        if self._compile_loss is None and not self.losses:
            return bound
        return bound + self.compiled_loss(x, y, carried["drawing"], sample_weight)

    def measure(self, x, y, carried, sample_weight):
        return self.compiled_metrics(x, y, carried["drawing"], sample_weight)

    def _target(self, images, targets):
        """What is to be drawn, in [0, 1]."""
        (images,) = tree.flatten(images)  # Keras takes a list of one as well.
        if targets is None:
            return ops.cast(images, "float32") / 255
        (target,) = tree.flatten(targets)
        if tuple(target.shape[1:]) != tuple(images.shape[1:]):
            raise ValueError(
                "What is to be drawn are images in [0, 1], of the same shape as those that are "
                f"shown, or nothing: then it is those. Received: images of shape "
                f"{tuple(images.shape)}, targets of shape {tuple(target.shape)}"
            )
        return ops.cast(target, "float32")
