"""A canvas that sketches are added to."""

from keras import ops

from stawm_keras.layers.float32_layer import Float32Layer
from stawm_keras.registration import register


@register
class AdditionCanvas(Float32Layer):
    """Draws by addition (Eq. 3): `sigmoid(start + sketch_1 + ... + sketch_N)`.

    Computed in float32 under every dtype policy.

    Args:
        start: Float, the canvas before anything is drawn, in log-odds; -6 is nearly black.
        every_step: Boolean, whether to return the canvas after every sketch, or only the last one.
        **kwargs: Other `keras.Layer` arguments, `name` among them.

    Call arguments:
        sketches: Tensor `(B, N, H, W, C)`, already in their places.

    Input shape:
        `(B, N, H, W, C)`.

    Output shape:
        `(B, H, W, C)`, or `(B, N, H, W, C)` with `every_step`; in [0, 1].

    Example:

    >>> sketches = np.ones((2, 12, 28, 28, 1), "float32")
    >>> stawm_keras.layers.AdditionCanvas()(sketches).shape
    (2, 28, 28, 1)

    Reference:
        Section 3.3, Eq. 3 of the paper.
    """

    def __init__(self, start=-6.0, every_step=False, **kwargs):
        super().__init__(**kwargs)
        self.start = start
        self.every_step = every_step

    def call(self, sketches):
        drawn = ops.cumsum(sketches, axis=1) if self.every_step else ops.sum(sketches, axis=1)
        return ops.sigmoid(self.start + drawn)

    def compute_output_shape(self, sketches_shape):
        batch, steps, *image = sketches_shape
        return (batch, steps, *image) if self.every_step else (batch, *image)

    def get_config(self):
        return {**super().get_config(), "start": self.start, "every_step": self.every_step}
