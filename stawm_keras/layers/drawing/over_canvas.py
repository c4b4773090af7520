"""A canvas on which sketches cover what is below them."""

from keras import ops

from stawm_keras.layers.float32_layer import Float32Layer
from stawm_keras.registration import register


@register
class OverCanvas(Float32Layer):
    """Draws by the over operator (Eq. 4): `canvas <- canvas (1 - mask) + sketch mask`.

    Computed in float32 under every dtype policy.

    Args:
        every_step: Boolean, whether to return the canvas after every sketch, or only the last one.
        **kwargs: Other `keras.Layer` arguments, `name` among them.

    Call arguments:
        sketches: Tensor `(B, N, H, W, C)`, already in their places.
        masks: Tensor `(B, N, H, W, 1)`, in [0, 1].

    Input shape:
        `[(B, N, H, W, C), (B, N, H, W, 1)]`.

    Output shape:
        `(B, H, W, C)`, or `(B, N, H, W, C)` with `every_step`.

    Raises:
        ValueError: If the shapes do not belong together.

    Example:

    >>> sketches, masks = np.ones((2, 8, 64, 64, 3)), np.ones((2, 8, 64, 64, 1))
    >>> stawm_keras.layers.OverCanvas()(sketches, masks).shape
    (2, 64, 64, 3)

    Reference:
        Section 3.3, Eq. 4 of the paper; Porter and Duff, "Compositing Digital Images", 1984.
    """

    def __init__(self, every_step=False, **kwargs):
        super().__init__(**kwargs)
        self.every_step = every_step

    def build(self, sketches_shape, masks_shape):
        known = len(sketches_shape) == 5 and sketches_shape[1] is not None
        if not known or tuple(masks_shape[1:]) != (*sketches_shape[1:-1], 1):
            raise ValueError(
                "OverCanvas takes sketches (batch, steps, height, width, channels) and one mask "
                "(batch, steps, height, width, 1) for each, of a known number of steps. Received: "
                f"sketches of shape {tuple(sketches_shape)}, masks of shape {tuple(masks_shape)}"
            )

    def call(self, sketches, masks):
        # A reverse cumulative product would compose all at once, but TensorFlow's has wrong
        # gradients where a mask is 1, and reads and writes no less memory than this.
        canvas, canvases = 0.0, []
        for sketch, mask in zip(
            ops.unstack(sketches, axis=1), ops.unstack(masks, axis=1), strict=True
        ):
            canvas = canvas * (1 - mask) + sketch * mask
            canvases.append(canvas)
        return ops.stack(canvases, axis=1) if self.every_step else canvas

    def compute_output_shape(self, sketches_shape, masks_shape):
        batch, steps, *image = sketches_shape
        return (batch, steps, *image) if self.every_step else (batch, *image)

    def get_config(self):
        return {**super().get_config(), "every_step": self.every_step}
