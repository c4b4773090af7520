"""The glimpse cell of RAM: look, add to what is known, try another place.

Symbols: l location, h_g and h_l what and where was seen, g the glimpse, h what is known.
"""

import math
from typing import Any

import keras
from keras import ops

from stawm_keras.layers.glimpse.glimpse_cell import GlimpseCell
from stawm_keras.layers.glimpse.location_policy import LocationPolicy
from stawm_keras.layers.glimpse.sensor import Sensor
from stawm_keras.layers.glimpse.sensor import check_places
from stawm_keras.layers.glimpse.unrolled_dense import UnrolledDense
from stawm_keras.layers.glimpse.unrolled_lstm_cell import UnrolledLSTMCell
from stawm_keras.layers.glimpse.unrolled_rnn_cell import UnrolledRNNCell
from stawm_keras.layers.sizes import check_sizes
from stawm_keras.random import seed_of
from stawm_keras.registration import register

CORES: dict[str, Any] = {"rnn": UnrolledRNNCell, "lstm": UnrolledLSTMCell}


@register
class RecurrentAttentionCell(GlimpseCell):
    """Looks where a policy says and keeps what it saw in a recurrent network, the core.

    Every glimpse, the policy draws a location `l` from the core's state `h`. What is seen there
    and where that is become features, `g = ReLU(W ReLU(W glimpse) + W ReLU(W l))`, and the core
    takes them in: `h = ReLU(W h + W g)`. The first location is drawn of a state of zeros.

    Policy and baseline see the state as it was before the look, and pass it no gradient: what is
    seen is learned from the task, and where to look from the reward alone. Where a location falls
    outside the image, its nearest edge is looked at.

    Args:
        sensor: `Sensor` to look with, whose poses are places with the centre at zeros, such as
            `RetinaGlimpse`.
        units: Integer H, the units of the core and of the glimpse's features.
        path_units: Integer, the units of what and of where was seen.
        core: `"rnn"`, as the paper classifies, or `"lstm"`, as it plays.
        std: Float, the standard deviation of the locations that are tried.
        seed: Integer or `None`, the seed of the samples.
        **kwargs: Other `keras.Layer` arguments, `name` and `dtype` among them.

    Output shape:
        `GlimpseLoop` returns of this cell a dictionary: `"poses"` `(B, N, P)`, where was looked;
        `"hidden"` `(B, N, H)`, the core after each look; `"log_probabilities"` `(B, N)`, of the
        locations that were drawn; `"baselines"` `(B, N)`, the reward that was expected before each
        look. All but the core are float32 under every dtype policy. There need be no context; one
        `(B, H)` is the core's first state.

    Raises:
        ValueError: If a size is less than 1, `core` neither of its values, `std` not positive, the
            sensor's poses are no places, or a context has not `units` features.

    Example:

    >>> retina = stawm_keras.layers.RetinaGlimpse(8, scales=2)
    >>> cell = stawm_keras.layers.RecurrentAttentionCell(retina)
    >>> loop = stawm_keras.layers.GlimpseLoop(cell, num_glimpses=6)
    >>> seen = loop(np.ones((2, 28, 28, 1), "float32"))
    >>> seen["poses"].shape, seen["hidden"].shape
    ((2, 6, 2), (2, 6, 256))

    Reference:
        Mnih et al., "Recurrent Models of Visual Attention", 2014, Section 3.1 and Figure 1.
    """

    def __init__(self, sensor, units=256, path_units=128, core="rnn", std=0.1, seed=None, **kwargs):
        super().__init__(**kwargs)
        check_sizes(units=units, path_units=path_units)
        if core not in CORES:
            raise ValueError(f'`core` must be "rnn" or "lstm". Received: core={core}')
        check_places(sensor)
        self.units = units
        self.path_units = path_units
        self.core = core
        self.std = std
        self.seed = seed

        policy = self.dtype_policy
        self.sensor: Sensor = sensor
        self.what_path = UnrolledDense(path_units, dtype=policy, name="what")
        self.where_path = UnrolledDense(path_units, dtype="float32", name="where")
        self.what_features = UnrolledDense(units, dtype=policy, name="what_features")
        self.where_features = UnrolledDense(units, dtype=policy, name="where_features")
        self.core_cell = CORES[core](units, dtype=policy, name="core")
        self.policy = LocationPolicy(
            sensor.pose_units, std, seed=seed_of(seed, "policy"), name="policy"
        )
        self.baseline = keras.layers.Dense(1, dtype="float32", name="baseline")

    def build(self, image_shape, context_shape, num_glimpses):
        if context_shape is not None and context_shape[-1] != self.units:
            raise ValueError(
                f"A context is the core's first state and must have its {self.units} units. "
                f"Received: context of shape {tuple(context_shape)}"
            )
        batch = image_shape[0]
        poses = (batch, self.sensor.pose_units)
        if not self.sensor.built:
            self.sensor.build(image_shape, poses)
        glimpse_shape = self.sensor.compute_output_shape(image_shape, poses)
        self.what_path.build((batch, math.prod(glimpse_shape[1:])))
        self.where_path.build(poses)
        for layer in (self.what_features, self.where_features):
            layer.build((batch, self.path_units))
        for layer in (self.core_cell, self.policy, self.baseline):
            layer.build((batch, self.units))

    def begin(self, image, context, num_glimpses, training=None):
        batch = ops.shape(image)[0]
        core = tuple(self.core_cell.get_initial_state(batch))
        if context is not None:
            core = (ops.cast(context, self.compute_dtype), *core[1:])
        # Prepared once for all steps.
        weights = {
            "what": self.what_path.prepared(),
            "where": self.where_path.prepared(),
            "what_features": self.what_features.prepared(),
            "where_features": self.where_features.prepared(),
            "core": self.core_cell.prepared(),
        }
        noise = self.policy.draw_noise(num_glimpses, batch, training=training)
        return {"core": core, "weights": weights}, noise

    def step(self, image, state, noise):
        weights, known = state["weights"], state["core"][0]
        mean, sample = self.policy.sample(ops.stop_gradient(known), noise)
        pose = ops.clip(sample, -1.0, 1.0)
        glimpse = self.sensor(image, pose)
        glimpse = ops.reshape(glimpse, (-1, math.prod(glimpse.shape[1:])))
        what = ops.relu(self.what_path.apply(glimpse, weights["what"]))  # h_g
        where = ops.relu(self.where_path.apply(pose, weights["where"]))  # h_l
        features = ops.relu(
            self.what_features.apply(what, weights["what_features"])
            + self.where_features.apply(where, weights["where_features"])
        )
        core = self.core_cell.apply(features, state["core"], weights["core"])
        seen = {"poses": pose, "means": mean, "samples": sample, "known": known, "hidden": core[0]}
        return seen, {**state, "core": core}

    def finish(self, seen):
        known = ops.cast(ops.stop_gradient(seen["known"]), "float32")
        return {
            "poses": seen["poses"],
            "hidden": seen["hidden"],
            "log_probabilities": self.policy.log_probability(seen["samples"], seen["means"]),
            "baselines": ops.squeeze(self.baseline(known), axis=-1),
        }

    def get_config(self):
        return {
            **super().get_config(),
            "sensor": keras.saving.serialize_keras_object(self.sensor),
            "units": self.units,
            "path_units": self.path_units,
            "core": self.core,
            "std": self.std,
            "seed": self.seed,
        }

    @classmethod
    def from_config(cls, config):
        sensor = keras.saving.deserialize_keras_object(config["sensor"])
        return cls(**{**config, "sensor": sensor})
