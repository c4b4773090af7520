"""The glimpse loop of Figure 2: look, write, decide where to look next."""

import keras
from keras import ops

from stawm_keras.layers.glimpse.affine_glimpse import AffineGlimpse
from stawm_keras.layers.glimpse.pose_emitter import PoseEmitter
from stawm_keras.layers.glimpse.unrolled_dense import UnrolledDense
from stawm_keras.layers.glimpse.unrolled_lstm_cell import UnrolledLSTMCell
from stawm_keras.random import ReplicaSeedGenerator
from stawm_keras.random import dropout_mask
from stawm_keras.random import seed_of


@keras.saving.register_keras_serializable(package="stawm_keras")
class GlimpseLoop(keras.Layer):
    """Looks at an image through a fixed number of glimpses and writes them into a memory.

    Every glimpse, the emission LSTM emits a pose, the glimpse seen under it goes through the
    glimpse CNN to features `f`, `e = ReLU6(what(f) * where(pose))` is written into the memory, and
    the aggregator LSTM makes of `f` the next input of the emission LSTM. The memory is empty where
    an image starts. It does not tell where to look, so it is written when all has been seen.

    Args:
        glimpse_cnn: Keras model or layer from glimpses `(B, S, S, C)` to features `(B, F)`.
        memory: `HebbRosenblattCell` to write with.
        num_glimpses: Integer N, the number of glimpses.
        glimpse_size: Integer S, or a tuple of two, the glimpse's size in pixels.
        units: Integer H, the units of both LSTMs.
        dropout: Float in [0, 1), the dropout of the glimpse's features and of the pose emitter.
        where: `"pose"` to compute `where` from the pose, as the published results did, or
            `"emission"` to compute it from the emission LSTM's output, as the paper's text says.
        seed: Integer or `None`, the seed of the dropout.
        **kwargs: Other `keras.Layer` arguments, `name` and `dtype` among them.

    Call arguments:
        image: Tensor `(B, Hi, Wi, C)`.
        context: Tensor `(B, H)`, the first input and the first hidden state of the emission LSTM.
        training: Boolean or `None`, whether to apply dropout and batch statistics.

    Input shape:
        `[(B, Hi, Wi, C), (B, H)]`.

    Output shape:
        Dictionary: `"poses"` `(B, N, 6)`; `"emissions"` `(B, N, H)`, the emission LSTM's outputs;
        `"memory"`, the traces as a dictionary of `"keys"` and `"values"` `(B, N, M)` and
        `"retention"` `(B, 1)`, which `MemoryRead` reads. Poses and memory are float32 under every
        dtype policy.

    Raises:
        ValueError: If `num_glimpses`, `glimpse_size` or `units` is less than 1, `dropout` outside
            [0, 1), `where` neither of its values, or the context has not `units` features.

    Example:

    >>> loop = stawm_keras.layers.GlimpseLoop(
    ...     keras.Sequential([keras.layers.Flatten()]),
    ...     stawm_keras.layers.HebbRosenblattCell(32),
    ...     num_glimpses=3, glimpse_size=8, units=64,
    ... )
    >>> seen = loop(np.ones((2, 28, 28, 1), "float32"), np.ones((2, 64), "float32"))
    >>> seen["poses"].shape, seen["memory"]["keys"].shape
    ((2, 3, 6), (2, 3, 32))

    Reference:
        Figure 2 and Section 3.1 of the paper.
    """

    def __init__(
        self,
        glimpse_cnn,
        memory,
        num_glimpses,
        glimpse_size,
        units,
        dropout=0.0,
        where="pose",
        seed=None,
        **kwargs,
    ):
        super().__init__(**kwargs)
        for name, value in (("num_glimpses", num_glimpses), ("units", units)):
            if not isinstance(value, int) or value < 1:
                raise ValueError(f"`{name}` must be a positive integer. Received: {name}={value}")
        if where not in ("pose", "emission"):
            raise ValueError(f'`where` must be "pose" or "emission". Received: where={where}')
        self.glimpse_cnn = glimpse_cnn
        self.memory = memory
        self.num_glimpses = num_glimpses
        self.glimpse_size = glimpse_size
        self.units = units
        self.dropout = dropout
        self.where = where
        self.seed = seed
        self.seed_generator = ReplicaSeedGenerator(seed)

        policy = self.dtype_policy
        self.look = AffineGlimpse(glimpse_size, dtype=policy, name="glimpse")
        self.emission_lstm = UnrolledLSTMCell(units, dtype=policy, name="emission_lstm")
        self.pose_emitter = PoseEmitter(
            max(1, units // 2),
            dropout,
            seed=seed_of(seed, "pose_emitter"),
            dtype=policy,
            name="pose_emitter",
        )
        self.glimpse_features = UnrolledDense(units, dtype=policy, name="glimpse_features")
        self.what_path = keras.layers.Dense(memory.units, dtype=policy, name="what")
        self.where_path = keras.layers.Dense(
            memory.units, dtype="float32" if where == "pose" else policy, name="where"
        )
        self.aggregator_lstm = UnrolledLSTMCell(units, dtype=policy, name="aggregator_lstm")

    def parts(self):
        """The layers that the loop is made of."""
        # No property: Keras would save what it holds by its place and not by its name.
        return (
            self.look,
            self.glimpse_cnn,
            self.glimpse_features,
            self.emission_lstm,
            self.pose_emitter,
            self.what_path,
            self.where_path,
            self.memory,
            self.aggregator_lstm,
        )

    def build(self, image_shape, context_shape):
        if context_shape[-1] != self.units:
            raise ValueError(
                f"The context is the emission LSTM's first hidden state and must have its "
                f"{self.units} units. Received: context of shape {tuple(context_shape)}"
            )
        batch = context_shape[0]
        self.look.build(image_shape, (batch, 6))
        glimpse_shape = self.look.compute_output_shape(image_shape, None)
        # What was passed in may have been built already.
        if not self.glimpse_cnn.built:
            self.glimpse_cnn.build(glimpse_shape)
        if not self.memory.built:
            self.memory.build((batch, self.memory.units))
        self.glimpse_features.build(self.glimpse_cnn.compute_output_shape(glimpse_shape))
        for layer in (self.emission_lstm, self.pose_emitter, self.what_path, self.aggregator_lstm):
            layer.build((batch, self.units))
        self.where_path.build((batch, 6 if self.where == "pose" else self.units))

    def call(self, image, context, training=None):
        batch = ops.shape(context)[0]
        # All random numbers are drawn before the loop: its body is a pure function.
        pose_masks, feature_masks = self._draw_dropout(batch, training)
        start = ops.zeros((batch, self.units), dtype=self.compute_dtype)
        emission_input, emission_state = context, [context, start]
        aggregator_state = [start, start]
        emit, aggregate = self.emission_lstm.steps(), self.aggregator_lstm.steps()
        featurise = self.glimpse_features.steps()
        poses, emissions, seen = [], [], []
        for pose_mask, feature_mask in zip(pose_masks, feature_masks, strict=True):
            emission, emission_state = emit(emission_input, emission_state)
            pose = self.pose_emitter(emission, mask_of_units=pose_mask)
            features = featurise(self.glimpse_cnn(self.look(image, pose), training=training))
            if feature_mask is not None:
                features = features * feature_mask
            features = ops.relu(features)
            emission_input, aggregator_state = aggregate(features, aggregator_state)
            poses.append(pose)
            emissions.append(emission)
            seen.append(features)
        poses, emissions, seen = (ops.stack(steps, axis=1) for steps in (poses, emissions, seen))
        memory = self.memory.write(self._keys(seen, poses, emissions))._asdict()
        memory["retention"] = ops.broadcast_to(memory["retention"], (batch, 1))
        return {"poses": poses, "emissions": emissions, "memory": memory}

    def _draw_dropout(self, batch, training):
        nothing = [None] * self.num_glimpses
        if not training or not self.dropout:
            return nothing, nothing
        steps = self.num_glimpses
        features = dropout_mask(
            (steps, batch, self.units), self.dropout, self.compute_dtype, self.seed_generator
        )
        poses = self.pose_emitter.draw_dropout(steps, batch, training=training)
        return ops.unstack(poses, steps), ops.unstack(features, steps)

    def _keys(self, features, poses, emissions):
        what = ops.cast(self.what_path(features), "float32")
        where = self.where_path(poses if self.where == "pose" else emissions)
        return ops.relu6(what * ops.cast(where, "float32"))

    def compute_output_spec(self, image, context, training=None):
        batch, steps, units = context.shape[0], self.num_glimpses, self.memory.units
        return {
            "poses": keras.KerasTensor((batch, steps, 6), dtype="float32"),
            "emissions": keras.KerasTensor((batch, steps, self.units), dtype=self.compute_dtype),
            "memory": {
                "keys": keras.KerasTensor((batch, steps, units), dtype="float32"),
                "values": keras.KerasTensor((batch, steps, units), dtype="float32"),
                "retention": keras.KerasTensor((batch, 1), dtype="float32"),
            },
        }

    def get_config(self):
        return {
            **super().get_config(),
            "glimpse_cnn": keras.saving.serialize_keras_object(self.glimpse_cnn),
            "memory": keras.saving.serialize_keras_object(self.memory),
            "num_glimpses": self.num_glimpses,
            "glimpse_size": self.glimpse_size,
            "units": self.units,
            "dropout": self.dropout,
            "where": self.where,
            "seed": self.seed,
        }

    @classmethod
    def from_config(cls, config):
        config = dict(config)
        for name in ("glimpse_cnn", "memory"):
            config[name] = keras.saving.deserialize_keras_object(config[name])
        return cls(**config)
