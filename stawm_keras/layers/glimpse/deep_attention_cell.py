"""What the glimpse cells of DRAM and EDRAM share: one LSTM that knows, and one that aims."""

from typing import Any

import keras
from keras import ops

from stawm_keras.layers.glimpse.glimpse_cell import GlimpseCell
from stawm_keras.layers.glimpse.sensor import Sensor
from stawm_keras.layers.glimpse.sensor import check_sensor
from stawm_keras.layers.glimpse.stawm_cell import check_features
from stawm_keras.layers.glimpse.unrolled_dense import UnrolledDense
from stawm_keras.layers.glimpse.unrolled_lstm_cell import UnrolledLSTMCell
from stawm_keras.layers.sizes import check_sizes


class DeepAttentionCell(GlimpseCell):
    """A glimpse cell of two LSTMs: one knows what was seen, the other one aims the next look.

    Subclasses define `aim`, which makes a pose of what the LSTM that aims gives, build the layers
    that it needs, and say what that LSTM is told of what is known.

    Args:
        sensor: `Sensor` to look with.
        glimpse_cnn: Keras model or layer from what the sensor sees to features `(B, F)`.
        units: Integer H, the units of both LSTMs.
        path_units: Integer, the units of what and of where was seen.
        **kwargs: Other `keras.Layer` arguments, `name` and `dtype` among them.
    """

    def __init__(self, sensor, glimpse_cnn, units, path_units, **kwargs):
        super().__init__(**kwargs)
        check_sizes(units=units, path_units=path_units)
        check_sensor(sensor)
        self.glimpse_cnn = glimpse_cnn
        self.units = units
        self.path_units = path_units

        policy = self.dtype_policy
        self.sensor: Sensor = sensor
        self.what_path = UnrolledDense(path_units, dtype=policy, name="what")
        # Of poses of zeros, nothing but a bias would let anything through.
        closed = not any(sensor.whole_image)
        self.where_path = UnrolledDense(
            path_units,
            bias_initializer="ones" if closed else "zeros",
            dtype="float32",
            name="where",
        )
        self.knowing_lstm = UnrolledLSTMCell(units, dtype=policy, name="knowing_lstm")
        self.aiming_lstm = UnrolledLSTMCell(units, dtype=policy, name="aiming_lstm")

    def aim(self, aimed, noise) -> dict[str, Any]:
        """Where to look: `"poses"` `(B, P)`, and what else `finish` needs of how it was chosen."""
        raise NotImplementedError

    def tell(self, known):
        """What the LSTM that aims is told of what is known."""
        return known

    def draw_noise(self, num_glimpses, batch, training):
        """What `aim` draws at random, for all steps."""
        return None

    def build(self, image_shape, context_shape, num_glimpses):
        if context_shape is not None and context_shape[-1] != self.units:
            raise ValueError(
                "A context is the first state of the LSTM that aims and must have its "
                f"{self.units} units. Received: context of shape {tuple(context_shape)}"
            )
        batch = image_shape[0]
        poses = (batch, self.sensor.pose_units)
        if not self.sensor.built:
            self.sensor.build(image_shape, poses)
        glimpse_shape = self.sensor.compute_output_shape(image_shape, poses)
        if not self.glimpse_cnn.built:
            self.glimpse_cnn.build(glimpse_shape)
        features_shape = self.glimpse_cnn.compute_output_shape(glimpse_shape)
        check_features("glimpse_cnn", glimpse_shape, features_shape)
        self.what_path.build(features_shape)
        self.where_path.build(poses)
        self.knowing_lstm.build((batch, self.path_units))
        if num_glimpses > 1:  # One glimpse alone leads nowhere.
            self.aiming_lstm.build((batch, self.units))

    def begin(self, image, context, num_glimpses, training=None):
        batch = ops.shape(image)[0]
        start = ops.zeros((batch, self.units), dtype=self.compute_dtype)
        aiming = start if context is None else ops.cast(context, self.compute_dtype)
        # Prepared once for all steps.
        weights = {
            "what": self.what_path.prepared(),
            "where": self.where_path.prepared(),
            "knowing": self.knowing_lstm.prepared(),
        }
        if num_glimpses > 1:
            weights["aiming"] = self.aiming_lstm.prepared()
        state = {
            "first": True,
            "knowing": (start, start),
            "aiming": (aiming, start),
            "weights": weights,
        }
        return state, self.draw_noise(num_glimpses, batch, training)

    def step(self, image, state, noise):
        weights, knowing, aiming = state["weights"], state["knowing"], state["aiming"]
        if not state["first"]:
            aiming = self.aiming_lstm.apply(self.tell(knowing[0]), aiming, weights["aiming"])
        aimed = self.aim(aiming[0], noise)
        seen = {**aimed, "known": knowing[0], "aimed": aiming[0]}
        pose = aimed["poses"]
        features = self.glimpse_cnn(self.sensor(image, pose))
        what = ops.relu(self.what_path.apply(features, weights["what"]))
        where = ops.relu(self.where_path.apply(pose, weights["where"]))
        knowing = self.knowing_lstm.apply(
            what * ops.cast(where, self.compute_dtype), knowing, weights["knowing"]
        )
        state = {**state, "first": False, "knowing": knowing, "aiming": aiming}
        return {**seen, "hidden": knowing[0]}, state

    def get_config(self):
        parts = {"sensor": self.sensor, "glimpse_cnn": self.glimpse_cnn}
        return {
            **super().get_config(),
            **{name: keras.saving.serialize_keras_object(part) for name, part in parts.items()},
            "units": self.units,
            "path_units": self.path_units,
        }

    @classmethod
    def from_config(cls, config):
        parts = {
            name: keras.saving.deserialize_keras_object(config[name])
            for name in ("sensor", "glimpse_cnn")
        }
        return cls(**{**config, **parts})
