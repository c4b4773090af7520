"""The glimpse cell of EDRAM: two LSTMs, and poses that are learned from the task."""

import keras
from keras import ops

from stawm_keras.layers.glimpse.deep_attention_cell import DeepAttentionCell
from stawm_keras.layers.scaled_gradient import check_rate
from stawm_keras.ops import scaled_gradient
from stawm_keras.registration import register


@register
class EnrichedDeepRecurrentAttentionCell(DeepAttentionCell):
    """Looks under poses that one LSTM emits; another one keeps what was seen.

    Every glimpse, a pose is made of the LSTM that aims, `tanh(W h)`, all of whose numbers lie in
    [-1, 1]: of affine glimpses, none is centred outside the image. What is seen and where that is
    gate each other, `g = ReLU(W CNN(glimpse)) * ReLU(W pose)`. The LSTM that knows takes `g` in,
    and its output is what the LSTM that aims reads next. A context is the first state of the LSTM
    that aims, and so says where to look first. All of it learns from the task, by its gradient.

    The first pose is `tanh` of the sensor's `whole_image`: affine ones start 0.76 as wide as it.

    Args:
        sensor: `Sensor` to look with that has a gradient in the pose, such as `AffineGlimpse`.
        glimpse_cnn: Keras model or layer from what the sensor sees to features `(B, F)`.
        units: Integer H, the units of both LSTMs.
        path_units: Integer, the units of what and of where was seen.
        localisation_rate: Float in (0, 1], the part of a pose's gradient that is passed back (see
            `PoseEmitter`).
        **kwargs: Other `keras.Layer` arguments, `name` and `dtype` among them.

    Output shape:
        `GlimpseLoop` returns of this cell a dictionary: `"poses"` `(B, N, P)`, float32 under every
        dtype policy; `"hidden"` `(B, N, H)`, what was known after each look. There need be no
        context; one has `(B, H)`.

    Raises:
        ValueError: If a size is less than 1, `localisation_rate` outside (0, 1], the glimpse CNN
            makes no vector of a glimpse, or a context has not `units` features.

    Example:

    >>> cell = stawm_keras.layers.EnrichedDeepRecurrentAttentionCell(
    ...     stawm_keras.layers.AffineGlimpse(8), keras.layers.Flatten(), units=64
    ... )
    >>> loop = stawm_keras.layers.GlimpseLoop(cell, num_glimpses=3)
    >>> seen = loop(np.ones((2, 28, 28, 1), "float32"))
    >>> seen["poses"].shape, seen["hidden"].shape
    ((2, 3, 6), (2, 3, 64))

    Reference:
        Ablavatski et al., "Enriched Deep Recurrent Visual Attention Model for Multiple Object
        Recognition", 2017, Section 3.
    """

    def __init__(
        self, sensor, glimpse_cnn, units=512, path_units=1024, localisation_rate=1.0, **kwargs
    ):
        super().__init__(sensor, glimpse_cnn, units, path_units, **kwargs)
        check_rate(localisation_rate=localisation_rate)
        self.localisation_rate = localisation_rate
        self.pose = keras.layers.Dense(
            sensor.pose_units,
            "tanh",
            kernel_initializer="zeros",
            bias_initializer=lambda shape, dtype: ops.convert_to_tensor(sensor.whole_image, dtype),
            dtype="float32",
            name="pose",
        )

    def build(self, image_shape, context_shape, num_glimpses):
        super().build(image_shape, context_shape, num_glimpses)
        self.pose.build((image_shape[0], self.units))

    def aim(self, aimed, noise):
        aimed = scaled_gradient(ops.cast(aimed, "float32"), self.localisation_rate)
        return {"poses": self.pose(aimed)}

    def finish(self, seen):
        return {"poses": seen["poses"], "hidden": seen["hidden"]}

    def get_config(self):
        return {**super().get_config(), "localisation_rate": self.localisation_rate}
