"""The glimpse cell of DRAM: two LSTMs, and places that are learned by reward."""

import keras
from keras import ops

from stawm_keras.layers.glimpse.deep_attention_cell import DeepAttentionCell
from stawm_keras.layers.glimpse.location_policy import LocationPolicy
from stawm_keras.layers.glimpse.sensor import check_places
from stawm_keras.random import seed_of
from stawm_keras.registration import register


@register
class DeepRecurrentAttentionCell(DeepAttentionCell):
    """Looks where a policy says; one LSTM keeps what was seen, and another one aims.

    Every glimpse, the policy draws a location `l` from the LSTM that aims. What is seen there and
    where that is gate each other, `g = ReLU(W CNN(glimpse)) * ReLU(W l)`. The LSTM that knows takes
    `g` in, and its output is what the LSTM that aims reads next. A context is the first state of
    the LSTM that aims, and so says where to look first and nothing of what is there.

    The LSTM that aims and the context learn from the reward alone, and pass no gradient on to what
    is known. A baseline, which passes none at all, sees both LSTMs as they were before the look.
    Where a location falls outside the image, its nearest edge is looked at.

    Args:
        sensor: `Sensor` to look with, whose poses are places with the centre at zeros, such as
            `RetinaGlimpse`.
        glimpse_cnn: Keras model or layer from what the sensor sees to features `(B, F)`.
        units: Integer H, the units of both LSTMs.
        path_units: Integer, the units of what and of where was seen.
        std: Float, the standard deviation of the locations that are tried.
        seed: Integer or `None`, the seed of the samples.
        **kwargs: Other `keras.Layer` arguments, `name` and `dtype` among them.

    Output shape:
        `GlimpseLoop` returns of this cell a dictionary: `"poses"` `(B, N, P)`, where was looked;
        `"hidden"` `(B, N, H)`, what was known after each look; `"log_probabilities"` `(B, N)`, of
        the locations that were drawn; `"baselines"` `(B, N)`, the reward that was expected before
        each look. All but what is known are float32 under every dtype policy. There need be no
        context; one has `(B, H)`.

    Raises:
        ValueError: If a size is less than 1, `std` not positive, the sensor's poses are no places,
            the glimpse CNN makes no vector of a glimpse, or a context has not `units` features.

    Example:

    >>> retina = stawm_keras.layers.RetinaGlimpse(8, scales=2)
    >>> cell = stawm_keras.layers.DeepRecurrentAttentionCell(retina, keras.layers.Flatten())
    >>> loop = stawm_keras.layers.GlimpseLoop(cell, num_glimpses=6)
    >>> seen = loop(np.ones((2, 28, 28, 1), "float32"), np.ones((2, 256), "float32"))
    >>> seen["poses"].shape, seen["hidden"].shape
    ((2, 6, 2), (2, 6, 256))

    Reference:
        Ba et al., "Multiple Object Recognition with Visual Attention", 2014, Section 3.
    """

    def __init__(
        self, sensor, glimpse_cnn, units=256, path_units=256, std=0.1, seed=None, **kwargs
    ):
        super().__init__(sensor, glimpse_cnn, units, path_units, **kwargs)
        check_places(sensor)
        self.std = std
        self.seed = seed
        self.policy = LocationPolicy(
            sensor.pose_units, std, seed=seed_of(seed, "policy"), name="policy"
        )
        self.baseline = keras.layers.Dense(1, dtype="float32", name="baseline")

    def build(self, image_shape, context_shape, num_glimpses):
        super().build(image_shape, context_shape, num_glimpses)
        self.policy.build((image_shape[0], self.units))
        self.baseline.build((image_shape[0], 2 * self.units))

    def draw_noise(self, num_glimpses, batch, training):
        return self.policy.draw_noise(num_glimpses, batch, training=training)

    def tell(self, known):
        return ops.stop_gradient(known)

    def aim(self, aimed, noise):
        mean, sample = self.policy.sample(aimed, noise)
        return {"poses": ops.clip(sample, -1.0, 1.0), "means": mean, "samples": sample}

    def finish(self, seen):
        before = ops.concatenate([seen["known"], seen["aimed"]], axis=-1)
        before = ops.cast(ops.stop_gradient(before), "float32")
        return {
            "poses": seen["poses"],
            "hidden": seen["hidden"],
            "log_probabilities": self.policy.log_probability(seen["samples"], seen["means"]),
            "baselines": ops.squeeze(self.baseline(before), axis=-1),
        }

    def get_config(self):
        return {**super().get_config(), "std": self.std, "seed": self.seed}
