"""Features to a pose."""

import keras
from keras import ops

from stawm_keras.layers.glimpse.affine_glimpse import AffineGlimpse
from stawm_keras.layers.scaled_gradient import check_rate
from stawm_keras.layers.sizes import check_sizes
from stawm_keras.ops import scaled_gradient
from stawm_keras.random import ReplicaSeedGenerator
from stawm_keras.random import dropout_mask
from stawm_keras.registration import register


@register
class PoseEmitter(keras.Layer):
    """Emits a sensor's pose from features, by two `Dense` layers with dropout between them.

    The last layer has a zero kernel and the first pose as its bias: training starts by looking at
    the whole image. The pose is float32 under every dtype policy.

    Args:
        units: Integer, the width of the hidden layer.
        dropout: Float in [0, 1), the part of the hidden units that is dropped while training.
        initial_pose: Tuple of floats, the pose that training starts with, which says how many
            numbers a pose has; `None` for the whole image of `AffineGlimpse`. Of other sensors it
            is their `whole_image`.
        seed: Integer or `None`, the seed of the dropout.
        localisation_rate: Float in (0, 1], the part of a pose's gradient that is passed back to
            what it was made of. What is seen depends on the pose, and the next pose on what is
            seen: with all of it (1), gradients grow from look to look, and can drown all others.
        **kwargs: Other `keras.Layer` arguments, `name` and `dtype` among them.

    Call arguments:
        features: Tensor `(B, ..., F)`.
        training: Boolean or `None`, whether to drop hidden units.
        mask_of_units: Tensor `(B, ..., units)` or `None`: the factors of the dropout, for a
            caller that draws them for all the steps of a loop at once (`draw_dropout`).

    Input shape:
        `(B, ..., F)`.

    Output shape:
        `(B, ..., P)`: of `AffineGlimpse`, 6, row-major 2 x 3 matrices.

    Raises:
        ValueError: If `units` is less than 1, `dropout` outside [0, 1) or `localisation_rate`
            outside (0, 1].

    Example:

    >>> features = np.ones((2, 512), "float32")
    >>> np.array(stawm_keras.layers.PoseEmitter(256, dropout=0.5)(features))[0].tolist()
    [1.0, 0.0, 0.0, 0.0, 1.0, 0.0]

    Reference:
        Section 3.1 and Appendix D of the paper.
    """

    def __init__(
        self, units, dropout=0.0, initial_pose=None, seed=None, localisation_rate=1.0, **kwargs
    ):
        super().__init__(**kwargs)
        check_sizes(units=units)
        check_rate(localisation_rate=localisation_rate)
        if not 0 <= dropout < 1:
            raise ValueError(f"`dropout` must be in [0, 1). Received: dropout={dropout}")
        self.units = units
        self.dropout = dropout
        self.initial_pose = initial_pose
        self.seed = seed
        self.localisation_rate = localisation_rate
        self.seed_generator = ReplicaSeedGenerator(seed)
        # Keras does not pass on to parts that a layer is not to be trained.
        self.hidden = keras.layers.Dense(
            units, trainable=self.trainable, dtype=self.dtype_policy, name="hidden"
        )
        first = AffineGlimpse.whole_image if initial_pose is None else tuple(initial_pose)
        self.pose_units = len(first)
        self.pose = keras.layers.Dense(
            len(first),
            kernel_initializer="zeros",
            bias_initializer=lambda shape, dtype: ops.convert_to_tensor(first, dtype),
            trainable=self.trainable,
            dtype="float32",
            name="pose",
        )

    def build(self, features_shape):
        self.hidden.build(features_shape)
        self.pose.build((*features_shape[:-1], self.units))

    def draw_dropout(self, *shape, training):
        """Dropout factors `(*shape, units)`, or `None` where nothing is dropped."""
        if not training or not self.dropout:
            return None
        shape = (*shape, self.units)
        return dropout_mask(shape, self.dropout, self.compute_dtype, self.seed_generator)

    def call(self, features, training=None, mask_of_units=None):
        if mask_of_units is None:
            mask_of_units = self.draw_dropout(*ops.shape(features)[:-1], training=training)
        hidden = self.hidden(scaled_gradient(features, self.localisation_rate))
        if mask_of_units is not None:
            hidden = hidden * mask_of_units
        return self.pose(ops.cast(ops.relu(hidden), "float32"))

    def compute_output_spec(self, features, training=None, mask_of_units=None):
        return keras.KerasTensor((*features.shape[:-1], self.pose_units), dtype="float32")

    def get_config(self):
        return {
            **super().get_config(),
            "units": self.units,
            "dropout": self.dropout,
            "initial_pose": None if self.initial_pose is None else list(self.initial_pose),
            "seed": self.seed,
            "localisation_rate": self.localisation_rate,
        }
