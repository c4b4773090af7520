"""The glimpse cell of STAWM: look, write, decide where to look next."""

import keras
from keras import ops

from stawm_keras.layers.glimpse.glimpse_cell import GlimpseCell
from stawm_keras.layers.glimpse.pose_emitter import PoseEmitter
from stawm_keras.layers.glimpse.sensor import Sensor
from stawm_keras.layers.glimpse.sensor import check_sensor
from stawm_keras.layers.glimpse.unrolled_dense import UnrolledDense
from stawm_keras.layers.glimpse.unrolled_lstm_cell import UnrolledLSTMCell
from stawm_keras.layers.sizes import check_sizes
from stawm_keras.random import ReplicaSeedGenerator
from stawm_keras.random import dropout_mask
from stawm_keras.random import seed_of
from stawm_keras.registration import register


@register
class STAWMCell(GlimpseCell):
    """Looks with two LSTMs and writes what it saw into a memory.

    Every glimpse, the emission LSTM emits a pose, what the sensor sees under it goes through the
    glimpse CNN to features `f`, and the aggregator LSTM makes of `f` the next input of the emission
    LSTM. `e = ReLU6(what(f) * where(pose))` is written into the memory, which is empty where an
    image starts. It does not tell where to look, so it is written when all has been seen.

    Args:
        sensor: `Sensor` to look with, such as `AffineGlimpse`.
        glimpse_cnn: Keras model or layer from what the sensor sees to features `(B, F)`.
        memory: Memory to write into, such as `HebbRosenblattCell`: an RNN cell of `units` that has
            `write(inputs, every_step)`, from `(B, N, units)` to a dictionary that `MemoryRead`
            reads. What else it can, others ask for: `report()`, floats by name, and
            `measure(written)`, arrays `(B, N)` by name, for boards; `vary(hp)`, a trial's
            arguments, for tuning; `written_spec(inputs)`, which spares a look at the shapes;
            `build_to_write(inputs_shape)`, which spares weights that its own reads alone need.
        units: Integer H, the units of both LSTMs.
        dropout: Float in [0, 1), the dropout of the glimpse's features and of the pose emitter.
        where: `"pose"` to compute `where` from the pose, as the published results did, or
            `"emission"` to compute it from the emission LSTM's output, as the paper's text says.
        pose_emitter: Layer that emits the sensor's poses from the emission LSTM's output, a
            `PoseEmitter`; `None` for one of half as many units, which starts with the whole image.
            A `ZoomEmitter` keeps affine glimpses in the image.
        seed: Integer or `None`, the seed of the dropout.
        **kwargs: Other `keras.Layer` arguments, `name` and `dtype` among them.

    Output shape:
        `GlimpseLoop` returns of this cell a dictionary: `"poses"` `(B, N, P)`; `"emissions"`
        `(B, N, H)`, the emission LSTM's outputs; `"memory"`, what the memory wrote, which
        `MemoryRead` reads. Poses and memory are float32 under every dtype policy. The context
        `(B, H)` is the first input and the first hidden state of the emission LSTM.

    Raises:
        ValueError: If `units` is less than 1, `dropout` outside [0, 1), `where` neither of its
            values, sensor or memory lack a part that is needed, the pose emitter is none of the
            sensor's poses, the glimpse CNN makes no vector of a glimpse, or the context has not
            `units` features.

    Example:

    >>> cell = stawm_keras.layers.STAWMCell(
    ...     stawm_keras.layers.AffineGlimpse(8),
    ...     keras.Sequential([keras.layers.Flatten()]),
    ...     stawm_keras.layers.HebbRosenblattCell(32),
    ...     units=64,
    ... )
    >>> loop = stawm_keras.layers.GlimpseLoop(cell, num_glimpses=3)
    >>> sorted(loop(np.ones((2, 28, 28, 1), "float32"), np.ones((2, 64), "float32")))
    ['emissions', 'memory', 'poses']

    Reference:
        Figure 2 and Section 3.1 of the paper.
    """

    def __init__(
        self,
        sensor,
        glimpse_cnn,
        memory,
        units,
        dropout=0.0,
        where="pose",
        pose_emitter=None,
        seed=None,
        **kwargs,
    ):
        super().__init__(**kwargs)
        check_sizes(units=units)
        if where not in ("pose", "emission"):
            raise ValueError(f'`where` must be "pose" or "emission". Received: where={where}')
        check_sensor(sensor)
        check_memory(memory)
        check_pose_emitter(pose_emitter, sensor)
        self.glimpse_cnn = glimpse_cnn
        self.memory = memory
        self.units = units
        self.dropout = dropout
        self.where = where
        self.seed = seed
        self.seed_generator = ReplicaSeedGenerator(seed)

        policy = self.dtype_policy
        self.sensor: Sensor = sensor
        self.emission_lstm = UnrolledLSTMCell(units, dtype=policy, name="emission_lstm")
        self._brought = pose_emitter
        self.pose_emitter = pose_emitter or PoseEmitter(
            max(1, units // 2),
            dropout,
            sensor.whole_image,
            seed=seed_of(seed, "pose_emitter"),
            dtype=policy,
            name="pose_emitter",
        )
        self.glimpse_features = UnrolledDense(units, dtype=policy, name="glimpse_features")
        self.what_path = keras.layers.Dense(memory.units, dtype=policy, name="what")
        # Of a first pose of zeros, nothing but a bias would let anything into the memory.
        closed = where == "pose" and not any(sensor.whole_image)
        self.where_path = keras.layers.Dense(
            memory.units,
            bias_initializer="ones" if closed else "zeros",
            dtype="float32" if where == "pose" else policy,
            name="where",
        )
        self.aggregator_lstm = UnrolledLSTMCell(units, dtype=policy, name="aggregator_lstm")

    def build(self, image_shape, context_shape, num_glimpses):
        if context_shape is None or context_shape[-1] != self.units:
            raise ValueError(
                f"The context is the emission LSTM's first hidden state and must have its "
                f"{self.units} units. Received: context of shape {context_shape}"
            )
        batch = context_shape[0]
        poses = self.sensor.pose_units
        if not self.sensor.built:
            self.sensor.build(image_shape, (batch, poses))
        glimpse_shape = self.sensor.compute_output_shape(image_shape, (batch, poses))
        if not self.glimpse_cnn.built:
            self.glimpse_cnn.build(glimpse_shape)
        if not self.memory.built:
            build = getattr(self.memory, "build_to_write", self.memory.build)
            build((batch, self.memory.units))
        features_shape = self.glimpse_cnn.compute_output_shape(glimpse_shape)
        check_features("glimpse_cnn", glimpse_shape, features_shape)
        self.glimpse_features.build(features_shape)
        layers = [self.emission_lstm, self.pose_emitter, self.what_path]
        if num_glimpses > 1:  # One glimpse alone leads nowhere.
            layers.append(self.aggregator_lstm)
        for layer in layers:
            if not layer.built:
                layer.build((batch, self.units))
        self.where_path.build((batch, poses if self.where == "pose" else self.units))

    def begin(self, image, context, num_glimpses, training=None):
        context = ops.cast(context, self.compute_dtype)  # The loop may have another dtype policy.
        batch = ops.shape(context)[0]
        start = ops.zeros((batch, self.units), dtype=self.compute_dtype)
        # Prepared once for all steps.
        weights = {
            "emission": self.emission_lstm.prepared(),
            "features": self.glimpse_features.prepared(),
        }
        if num_glimpses > 1:
            weights["aggregator"] = self.aggregator_lstm.prepared()
        state = {
            "features": None,
            "input": context,
            "emission": (context, start),
            "aggregator": (start, start),
            "weights": weights,
        }
        drawn = {"pose": self.pose_emitter.draw_dropout(num_glimpses, batch, training=training)}
        if training and self.dropout:
            shape = (num_glimpses, batch, self.units)
            drawn["features"] = dropout_mask(
                shape, self.dropout, self.compute_dtype, self.seed_generator
            )
        return state, {name: mask for name, mask in drawn.items() if mask is not None} or None

    def step(self, image, state, noise):
        weights, masks = state["weights"], noise or {}
        entry, aggregator = state["input"], state["aggregator"]
        if state["features"] is not None:
            aggregator = self.aggregator_lstm.apply(
                state["features"], aggregator, weights["aggregator"]
            )
            entry, _ = aggregator
        emission, carry = self.emission_lstm.apply(entry, state["emission"], weights["emission"])
        pose = self.pose_emitter(emission, mask_of_units=masks.get("pose"))
        glimpse = self.glimpse_cnn(self.sensor(image, pose))
        features = self.glimpse_features.apply(glimpse, weights["features"])
        if "features" in masks:
            features = features * masks["features"]
        features = ops.relu(features)
        state = {
            **state,
            "features": features,
            "emission": (emission, carry),
            "aggregator": aggregator,
        }
        return {"poses": pose, "emissions": emission, "features": features}, state

    def finish(self, seen):
        poses, emissions = seen["poses"], seen["emissions"]
        what = ops.cast(self.what_path(seen["features"]), "float32")
        where = self.where_path(poses if self.where == "pose" else emissions)
        written = self.memory.write(ops.relu6(what * ops.cast(where, "float32")), every_step=True)
        return {"poses": poses, "emissions": emissions, "memory": written}

    def seen_spec(self, image, context, num_glimpses):
        if not hasattr(self.memory, "written_spec"):
            return None
        batch = context.shape[0]
        poses = (batch, num_glimpses, self.sensor.pose_units)
        entries = keras.KerasTensor((batch, num_glimpses, self.memory.units), dtype="float32")
        return {
            "poses": keras.KerasTensor(poses, dtype="float32"),
            "emissions": keras.KerasTensor(
                (batch, num_glimpses, self.units), dtype=self.compute_dtype
            ),
            "memory": self.memory.written_spec(entries),
        }

    def get_config(self):
        parts = {
            "sensor": self.sensor,
            "glimpse_cnn": self.glimpse_cnn,
            "memory": self.memory,
            "pose_emitter": self._brought,
        }
        return {
            **super().get_config(),
            **{name: keras.saving.serialize_keras_object(part) for name, part in parts.items()},
            "units": self.units,
            "dropout": self.dropout,
            "where": self.where,
            "seed": self.seed,
        }

    @classmethod
    def from_config(cls, config):
        parts = {
            name: keras.saving.deserialize_keras_object(config[name])
            for name in ("sensor", "glimpse_cnn", "memory", "pose_emitter")
        }
        return cls(**{**config, **parts})


def check_features(name, image_shape, features_shape):
    """Raises `ValueError` for a CNN that makes anything but one vector of each image."""
    # Of several outputs it is a structure of shapes.
    sizes = features_shape if isinstance(features_shape, (tuple, list)) else ()
    if len(sizes) != 2 or not all(isinstance(size, int | None) for size in sizes):
        raise ValueError(
            f"`{name}` must turn an image into one vector (B, features): end it with "
            "keras.layers.Flatten or keras.layers.GlobalAveragePooling2D. Received: a CNN that "
            f"turns images of shape {image_shape} into {features_shape}"
        )


def check_pose_emitter(emitter, sensor):
    """Raises `ValueError` for what emits no poses of a sensor; there need be none."""
    if emitter is not None and getattr(emitter, "pose_units", None) != sensor.pose_units:
        raise ValueError(
            "`pose_emitter` must be a stawm_keras.layers.PoseEmitter of the sensor's poses, which "
            f"have {sensor.pose_units} numbers. Received: pose_emitter={emitter}"
        )


def check_memory(memory):
    """Raises `ValueError` for what cannot be written into."""
    missing = [name for name in ("units", "write") if not hasattr(memory, name)]
    if missing:
        raise ValueError(
            "`memory` must be an RNN cell with `units` and `write(inputs, every_step)`, which "
            f"returns what MemoryRead reads. Received: memory={memory}, without "
            f"{' and '.join(missing)}"
        )
