"""The glimpse cell of DRAW: look at what is missing, and draw some of it.

Symbols: B batch, N steps, H units, K latent units, x image, c canvas, h_dec the decoder's output, z
latent.
"""

import math
from typing import Any

from keras import ops

from stawm_keras.layers.drawing.gaussian_latent import GaussianLatent
from stawm_keras.layers.glimpse.gaussian_glimpse import GaussianGlimpse
from stawm_keras.layers.glimpse.glimpse_cell import GlimpseCell
from stawm_keras.layers.glimpse.unrolled_dense import UnrolledDense
from stawm_keras.layers.glimpse.unrolled_lstm_cell import UnrolledLSTMCell
from stawm_keras.layers.sizes import check_sizes
from stawm_keras.ops import gaussian_write
from stawm_keras.registration import register


@register
class DRAWCell(GlimpseCell):
    """Draws an image step by step, each time a little of what its canvas still lacks.

    Every step, an encoder sees the image and its difference from the canvas, `x - sigmoid(c)`, and
    makes a Gaussian latent of them; a decoder takes a sample of it and adds to the canvas. Both are
    LSTMs, and what the decoder knows says where the encoder looks and where is written, through
    grids of Gaussian filters. The canvas and both LSTMs' outputs begin as they learn to.

    Without an image, latents that are drawn at random become new drawings: see `generate`.

    Args:
        read_size: Integer, the side of the grid that is looked through; `None` to see the whole
            image at every step.
        write_size: Integer, the side of the grid that is written through; `None` to write on the
            whole canvas.
        units: Integer H, the units of both LSTMs.
        latent_units: Integer K, the latent units of a step.
        seed: Integer or `None`, the seed of the latents' samples.
        **kwargs: Other `keras.Layer` arguments, `name` and `dtype` among them.

    Output shape:
        `GlimpseLoop` returns of this cell, for images in [0, 1], a dictionary of float32 tensors:
        `"canvases"` `(B, N, H, W, C)` in [0, 1], after every step; `"log_odds"` `(B, H, W, C)` of
        the last one; `"latents"` `(B, N, K)`; `"kl"` `(B, N)`, their divergence from a unit
        Gaussian in nats; with a `read_size` `"poses"` `(B, N, 5)`, where was looked, and with a
        `write_size` `"write_poses"`, where was drawn, as `GaussianGlimpse` takes them. It takes no
        context.

    Raises:
        ValueError: If a size is less than 1, or a context is given.

    Example:

    >>> loop = stawm_keras.layers.GlimpseLoop(stawm_keras.layers.DRAWCell(), num_glimpses=4)
    >>> seen = loop(np.ones((2, 28, 28, 1), "float32"))
    >>> seen["canvases"].shape, seen["kl"].shape
    ((2, 4, 28, 28, 1), (2, 4))

    Reference:
        Gregor et al., "DRAW: A Recurrent Neural Network For Image Generation", 2015, Sections 2
        and 3.
    """

    def __init__(self, read_size=2, write_size=5, units=256, latent_units=100, seed=None, **kwargs):
        super().__init__(**kwargs)
        for name, size in (("read_size", read_size), ("write_size", write_size)):
            if size is not None and (not isinstance(size, int) or size < 1):
                raise ValueError(
                    f"`{name}` must be a positive integer, or None for no attention. "
                    f"Received: {name}={size}"
                )
        check_sizes(units=units, latent_units=latent_units)
        self.read_size = read_size
        self.write_size = write_size
        self.units = units
        self.latent_units = latent_units
        self.seed = seed

        policy = self.dtype_policy
        poses = GaussianGlimpse.pose_units
        if read_size is not None:
            self.sensor = GaussianGlimpse(read_size, dtype=policy, name="glimpse")
            self.read_pose = UnrolledDense(poses, dtype="float32", name="read_pose")
        self.encoder = UnrolledLSTMCell(units, dtype=policy, name="encoder")
        self.latent = GaussianLatent(latent_units, seed=seed, dtype=policy, name="latent")
        self.decoder = UnrolledLSTMCell(units, dtype=policy, name="decoder")
        if write_size is not None:
            self.write_pose = UnrolledDense(poses, dtype="float32", name="write_pose")

    def build(self, image_shape, context_shape, num_glimpses):
        if context_shape is not None:
            raise ValueError(
                "What DRAW knows before its first look is learned: leave out the context. "
                f"Received: context of shape {tuple(context_shape)}"
            )
        batch, *canvas = image_shape
        seen = math.prod(canvas)
        if self.sensor is not None:
            self.read_pose.build((batch, self.units))
            self.sensor.build((batch, *canvas[:2], 2 * canvas[2]), (batch, self.sensor.pose_units))
            seen = self.sensor.size**2 * canvas[2]
        self.patch_shape = tuple(canvas)
        if self.write_size is not None:
            self.write_pose.build((batch, self.units))
            self.patch_shape = (self.write_size, self.write_size, canvas[2])
        self.patch = UnrolledDense(
            math.prod(self.patch_shape), dtype=self.dtype_policy, name="patch"
        )
        self.encoder.build((batch, 2 * seen + self.units))
        self.latent.build((batch, self.units))
        self.decoder.build((batch, self.latent_units))
        self.patch.build((batch, self.units))
        self.first_canvas = self._first("canvas", canvas)
        self.first_encoded = self._first("encoded", (self.units,))
        self.first_decoded = self._first("decoded", (self.units,))

    def _first(self, name, shape):
        return self.add_weight(shape, "zeros", dtype="float32", name=f"first_{name}")

    def begin(self, image, context, num_glimpses, training=None):
        batch = ops.shape(image)[0]
        noise = self.latent.draw_noise(num_glimpses, batch, training=training)
        return self._begin(batch), noise

    def _begin(self, batch):
        """What is known before anything was seen, and the weights, prepared once for all steps."""
        layers: list[Any] = [self.encoder, self.decoder, self.patch]
        layers += [self.read_pose] if self.read_size is not None else []
        layers += [self.write_pose] if self.write_size is not None else []

        def first(weight, dtype):
            return ops.broadcast_to(ops.cast(weight, dtype), (batch, *weight.shape))

        dtype = self.compute_dtype
        nothing = ops.zeros((batch, self.units), dtype)
        return {
            "encoder": (first(self.first_encoded, dtype), nothing),
            "decoder": (first(self.first_decoded, dtype), nothing),
            "canvas": first(self.first_canvas, "float32"),
            "weights": {layer.name: layer.prepared() for layer in layers},
        }

    def step(self, image, state, noise):
        weights, known, seen = state["weights"], state["decoder"][0], {}
        image = ops.cast(image, "float32")
        # The image and what is missing, as channels of one, so that both go through one grid.
        shown = ops.concatenate([image, image - ops.sigmoid(state["canvas"])], axis=-1)
        if self.sensor is not None:
            seen["poses"] = self.read_pose.apply(known, weights["read_pose"])
            shown = self.sensor(shown, seen["poses"])
        shown = ops.reshape(shown, (-1, math.prod(shown.shape[1:])))
        shown = ops.concatenate([ops.cast(shown, self.compute_dtype), known], axis=-1)
        encoder = self.encoder.apply(shown, state["encoder"], weights["encoder"])
        seen |= self.latent.sample(encoder[0], noise)
        drawn, state = self._draw(seen["latent"], state)
        return {**seen, **drawn}, {**state, "encoder": encoder}

    def _draw(self, latent, state):
        """Adds to the canvas; the part of a step that needs no image."""
        weights, drawn = state["weights"], {}
        latent = ops.cast(latent, self.compute_dtype)
        decoder = self.decoder.apply(latent, state["decoder"], weights["decoder"])
        patch = self.patch.apply(decoder[0], weights["patch"])
        patch = ops.cast(ops.reshape(patch, (-1, *self.patch_shape)), "float32")
        if self.write_size is not None:
            pose = self.write_pose.apply(decoder[0], weights["write_pose"])
            drawn["write_poses"] = pose
            patch = gaussian_write(patch, pose, self.first_canvas.shape[:2])
        canvas = state["canvas"] + patch
        return {**drawn, "log_odds": canvas}, {**state, "decoder": decoder, "canvas": canvas}

    def finish(self, seen):
        return {
            **{name: seen[name] for name in ("poses", "write_poses") if name in seen},
            "canvases": ops.sigmoid(seen["log_odds"]),
            "log_odds": seen["log_odds"][:, -1],
            "latents": seen["latent"],
            "kl": self.latent.divergence(seen["mu"], seen["log_var"]),
        }

    def generate(self, latents):
        """Draws without an image.

        Args:
            latents: float32 tensor `(B, N, K)`, of a unit Gaussian.

        Returns:
            float32 tensor `(B, N, H, W, C)`, the canvas after every step, in [0, 1].
        """
        state = self._begin(ops.shape(latents)[0])
        canvases = []
        for latent in ops.unstack(latents, axis=1):
            _, state = self._draw(latent, state)
            canvases.append(state["canvas"])
        return ops.sigmoid(ops.stack(canvases, axis=1))

    def get_config(self):
        return {
            **super().get_config(),
            "read_size": self.read_size,
            "write_size": self.write_size,
            "units": self.units,
            "latent_units": self.latent_units,
            "seed": self.seed,
        }
