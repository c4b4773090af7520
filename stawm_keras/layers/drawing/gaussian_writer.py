"""Patches to a canvas, through a grid of Gaussian filters."""

from keras import ops

from stawm_keras.layers.float32_layer import Float32Layer
from stawm_keras.layers.glimpse.gaussian_glimpse import GaussianGlimpse
from stawm_keras.layers.glimpse.geometry import height_and_width
from stawm_keras.ops import gaussian_write
from stawm_keras.registration import register


@register
class GaussianWriter(Float32Layer):
    """Writes patches to a canvas through the filters that `GaussianGlimpse` sees with, transposed.

    Each pixel of a patch is spread over the canvas with its filter's weights, which add up to 1,
    and the whole is divided by the pose's intensity. Computed in float32 under every dtype policy.
    `GaussianGlimpse(N).frames` says where patches are written.

    Args:
        canvas_size: Integer or tuple of two integers, the canvas' height and width in pixels.
        **kwargs: Other `keras.Layer` arguments, `name` among them.

    Call arguments:
        patch: Tensor `(B, N, N, C)`, or `(B, T, N, N, C)`, several for each.
        pose: Tensor `(B, 5)`, or `(B, T, 5)`, a pose of `GaussianGlimpse` for every patch.

    Input shape:
        `[(B, N, N, C), (B, 5)]`, or with T patches.

    Output shape:
        `(B, height, width, C)`, or `(B, T, height, width, C)`, what each patch adds to a canvas:
        `AdditionCanvas` takes it as sketches.

    Raises:
        ValueError: If `canvas_size` is not one or two positive integers, or the inputs' shapes do
            not belong together.

    Example:

    >>> patch, pose = np.ones((2, 5, 5, 1), "float32"), np.zeros((2, 5), "float32")
    >>> stawm_keras.layers.GaussianWriter((28, 20))(patch, pose).shape
    (2, 28, 20, 1)

    Reference:
        Gregor et al., "DRAW: A Recurrent Neural Network For Image Generation", 2015, Section 3.3.
    """

    def __init__(self, canvas_size, **kwargs):
        super().__init__(**kwargs)
        self.canvas_size = canvas_size
        self._canvas_size = height_and_width(canvas_size, "canvas_size", of="canvas")

    def build(self, patch_shape, pose_shape):
        numbers = GaussianGlimpse.pose_units
        square = len(patch_shape) in (4, 5) and patch_shape[-2] == patch_shape[-3]
        if not square or tuple(pose_shape[1:]) != (*patch_shape[1:-3], numbers):
            raise ValueError(
                "GaussianWriter takes square patches (batch, N, N, channels) and a pose "
                f"(batch, {numbers}) for each, or several of both after the batch. Received: "
                f"patch of shape {tuple(patch_shape)}, pose of shape {tuple(pose_shape)}"
            )

    def call(self, patch, pose):
        flat = ops.reshape(patch, (-1, *patch.shape[-3:]))
        written = gaussian_write(flat, ops.reshape(pose, (-1, pose.shape[-1])), self._canvas_size)
        return ops.reshape(written, (-1, *pose.shape[1:-1], *written.shape[1:]))

    def compute_output_shape(self, patch_shape, pose_shape):
        return (*pose_shape[:-1], *self._canvas_size, patch_shape[-1])

    def get_config(self):
        return {**super().get_config(), "canvas_size": self.canvas_size}
