"""Latents to sketches in their places on a canvas."""

import keras
from keras import ops

from stawm_keras.layers.glimpse.affine_glimpse import AffineGlimpse
from stawm_keras.registration import register


@register
class Sketcher(keras.Layer):
    """Decodes latents to sketches and puts each in its place on a canvas.

    All sketches are decoded and warped at once, as one batch of B * N. The decoder follows the
    dtype policy; what it gives is warped in float32.

    Args:
        decoder: Keras model from latents `(B, K)` to sketches `(B, S, S, C)`.
        canvas_size: Tuple `(height, width)` of the canvas.
        activation: Name of the function that is applied to the sketches before they are warped, so
            that what is outside a sketch is 0 after it; `None` for none.
        **kwargs: Other `keras.Layer` arguments, `name` and `dtype` among them.

    Call arguments:
        latents: Tensor `(B, N, K)`.
        inverse_poses: Tensor `(B, N, 6)`: poses of `AffineGlimpse`, row-major 2 x 3 matrices, that
            take canvas coordinates to sketch coordinates.
        training: Boolean or `None`, whether the decoder uses batch statistics.

    Input shape:
        `[(B, N, K), (B, N, 6)]`.

    Output shape:
        Dictionary: `"sketches"` `(B, N, S, S, C)`, as they were decoded, and `"placed"`
        `(B, N, height, width, C)`, zero outside the sketches.

    Raises:
        ValueError: If the shapes do not belong together.

    Example:

    >>> decoder = keras.Sequential([keras.layers.Dense(64), keras.layers.Reshape((8, 8, 1))])
    >>> sketcher = stawm_keras.layers.Sketcher(decoder, (28, 28))
    >>> drawn = sketcher(np.ones((2, 12, 4), "float32"), np.ones((2, 12, 6), "float32"))
    >>> drawn["sketches"].shape, drawn["placed"].shape
    ((2, 12, 8, 8, 1), (2, 12, 28, 28, 1))

    Reference:
        Section 3.3 of the paper.
    """

    def __init__(self, decoder, canvas_size, activation=None, **kwargs):
        super().__init__(autocast=False, **kwargs)
        self.decoder = decoder
        self.canvas_size = canvas_size
        self.activation = activation
        self.activate = keras.activations.get(activation)
        self.place = AffineGlimpse(canvas_size, dtype="float32", name="place")

    def build(self, latents_shape, inverse_poses_shape):
        numbers = self.place.pose_units
        if len(latents_shape) != 3 or tuple(inverse_poses_shape[1:]) != (latents_shape[1], numbers):
            raise ValueError(
                "Sketcher takes latents (batch, steps, units) and one inverse pose "
                f"(batch, steps, {numbers}) for each. Received: latents of shape "
                f"{tuple(latents_shape)}, inverse poses of shape {tuple(inverse_poses_shape)}"
            )
        if not self.decoder.built:
            self.decoder.build((None, latents_shape[-1]))

    def call(self, latents, inverse_poses, training=None):
        steps = latents.shape[1]
        flat = ops.reshape(latents, (-1, latents.shape[-1]))
        # In float32: a mask near 0 or 1 would be just that, for good, in fewer digits.
        sketches = self.activate(ops.cast(self.decoder(flat, training=training), "float32"))
        placed = self.place(sketches, ops.reshape(inverse_poses, (-1, self.place.pose_units)))
        return {
            name: ops.reshape(images, (-1, steps, *images.shape[1:]))
            for name, images in (("sketches", sketches), ("placed", placed))
        }

    def compute_output_spec(self, latents, inverse_poses, training=None):
        sketch = self.decoder.compute_output_shape((None, latents.shape[-1]))[1:]
        batch_and_steps = latents.shape[:2]
        placed = self.place.look_shape(sketch)
        return {
            "sketches": keras.KerasTensor((*batch_and_steps, *sketch), dtype="float32"),
            "placed": keras.KerasTensor((*batch_and_steps, *placed), dtype="float32"),
        }

    def get_config(self):
        return {
            **super().get_config(),
            "decoder": keras.saving.serialize_keras_object(self.decoder),
            "canvas_size": self.canvas_size,
            "activation": self.activation,
        }

    @classmethod
    def from_config(cls, config):
        config = dict(config)
        config["decoder"] = keras.saving.deserialize_keras_object(config["decoder"])
        return cls(**config)
