"""The glimpse cell of a network that learns where to look by gradients alone."""

import math

import keras
from keras import ops

from stawm_keras.layers.glimpse.glimpse_cell import GlimpseCell
from stawm_keras.layers.glimpse.sensor import Sensor
from stawm_keras.layers.glimpse.sensor import check_sensor
from stawm_keras.layers.glimpse.unrolled_dense import UnrolledDense
from stawm_keras.layers.glimpse.unrolled_lstm_cell import UnrolledLSTMCell
from stawm_keras.layers.scaled_gradient import check_rate
from stawm_keras.layers.sizes import check_sizes
from stawm_keras.ops import scaled_gradient
from stawm_keras.registration import register


@register
class DifferentiableAttentionCell(GlimpseCell):
    """Looks where a linear layer of an LSTM says, and gives the LSTM what it saw.

    Every glimpse, the pose is `W h + b` of what is known so far, `h`; the sensor looks there, and
    the LSTM takes in what is seen. Where the sensor is differentiable in its pose, as
    `GaussianGlimpse` and `AffineGlimpse` are, where to look is learned from the task like all else.

    Args:
        sensor: `Sensor` to look with, differentiable in its pose.
        units: Integer H, the units of the LSTM.
        initial_pose: Sequence of floats, `b` before training and so the first pose; by default the
            sensor's `whole_image`.
        localisation_rate: Float in (0, 1], the part of a pose's gradient that is passed back (see
            `PoseEmitter`).
        **kwargs: Other `keras.Layer` arguments, `name` and `dtype` among them.

    Output shape:
        `GlimpseLoop` returns of this cell a dictionary: `"poses"` `(B, N, P)`, float32 under every
        dtype policy, and `"hidden"` `(B, N, H)`, the LSTM's output after each look. There need be
        no context; one `(B, H)` is the LSTM's first output.

    Raises:
        ValueError: If `units` is less than 1, `localisation_rate` outside (0, 1], the sensor is
            none, `initial_pose` is not of as many numbers as its poses, or a context has not
            `units` features.

    Example:

    >>> sensor = stawm_keras.layers.GaussianGlimpse(12)
    >>> cell = stawm_keras.layers.DifferentiableAttentionCell(sensor)
    >>> seen = stawm_keras.layers.GlimpseLoop(cell, 8)(np.ones((2, 100, 100, 1), "float32"))
    >>> seen["poses"].shape, seen["hidden"].shape
    ((2, 8, 5), (2, 8, 256))

    Reference:
        Gregor et al., "DRAW: A Recurrent Neural Network For Image Generation", 2015, Section 4.1.
    """

    def __init__(self, sensor, units=256, initial_pose=None, localisation_rate=1.0, **kwargs):
        super().__init__(**kwargs)
        check_sizes(units=units)
        check_rate(localisation_rate=localisation_rate)
        check_sensor(sensor)
        first = sensor.whole_image if initial_pose is None else tuple(initial_pose)
        if len(first) != sensor.pose_units:
            raise ValueError(
                f"`initial_pose` must be a pose of the sensor, {sensor.pose_units} numbers. "
                f"Received: initial_pose={initial_pose}"
            )
        self.units = units
        self.initial_pose = initial_pose
        self.localisation_rate = localisation_rate

        policy = self.dtype_policy
        self.sensor: Sensor = sensor
        self.pose = UnrolledDense(
            sensor.pose_units,
            bias_initializer=lambda shape, dtype: ops.convert_to_tensor(first, dtype),
            dtype="float32",
            name="pose",
        )
        self.lstm = UnrolledLSTMCell(units, dtype=policy, name="lstm")

    def build(self, image_shape, context_shape, num_glimpses):
        if context_shape is not None and context_shape[-1] != self.units:
            raise ValueError(
                f"A context is the LSTM's first output and must have its {self.units} units. "
                f"Received: context of shape {tuple(context_shape)}"
            )
        batch = image_shape[0]
        poses = (batch, self.sensor.pose_units)
        if not self.sensor.built:
            self.sensor.build(image_shape, poses)
        glimpse_shape = self.sensor.compute_output_shape(image_shape, poses)
        self.lstm.build((batch, math.prod(glimpse_shape[1:])))
        self.pose.build((batch, self.units))

    def begin(self, image, context, num_glimpses, training=None):
        hidden, carry = self.lstm.get_initial_state(ops.shape(image)[0])
        if context is not None:
            hidden = ops.cast(context, self.compute_dtype)
        # Prepared once for all steps.
        weights = {"pose": self.pose.prepared(), "lstm": self.lstm.prepared()}
        return {"lstm": (hidden, carry), "weights": weights}, None

    def step(self, image, state, noise):
        weights, known = state["weights"], state["lstm"][0]
        pose = self.pose.apply(scaled_gradient(known, self.localisation_rate), weights["pose"])
        glimpse = self.sensor(image, pose)
        glimpse = ops.reshape(glimpse, (-1, math.prod(glimpse.shape[1:])))
        glimpse = ops.cast(glimpse, self.compute_dtype)
        lstm = self.lstm.apply(glimpse, state["lstm"], weights["lstm"])
        return {"poses": pose, "hidden": lstm[0]}, {**state, "lstm": lstm}

    def get_config(self):
        return {
            **super().get_config(),
            "sensor": keras.saving.serialize_keras_object(self.sensor),
            "units": self.units,
            "initial_pose": None if self.initial_pose is None else list(self.initial_pose),
            "localisation_rate": self.localisation_rate,
        }

    @classmethod
    def from_config(cls, config):
        sensor = keras.saving.deserialize_keras_object(config["sensor"])
        return cls(**{**config, "sensor": sensor})
