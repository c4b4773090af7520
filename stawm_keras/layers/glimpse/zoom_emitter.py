"""Features to a pose that cannot leave the image."""

import math

import keras
from keras import ops

from stawm_keras.layers.glimpse.affine_glimpse import AffineGlimpse
from stawm_keras.layers.glimpse.pose_emitter import PoseEmitter
from stawm_keras.registration import register


@register
class ZoomEmitter(PoseEmitter):
    """Emits poses of `AffineGlimpse` that zoom and shift, and never leave the image.

    Of a pose `(s, 0, x, 0, s, y)` the scale `s` lies between two bounds, and the place so that the
    whole frame is inside the image: `s = narrowest + (widest - narrowest) sigmoid(a)`,
    `x = (1 - s) tanh(b)`, `y = (1 - s) tanh(c)`, of a, b and c that two `Dense` layers make of the
    features. A free pose that has left the image sees black, and no gradient brings it back; of
    this one there is always something to see.

    Args:
        units: Integer, the width of the hidden layer.
        dropout: Float in [0, 1), the part of the hidden units that is dropped while training.
        widest, narrowest: Floats in (0, 1), the bounds of the scale, of which the image's is 1. If
            they are the same, poses shift alone.
        initial_pose: Tuple `(s, x, y)`, the pose that training starts with; `None` for the middle
            of the image at a scale midway between the bounds.
        spread: Float, how far first poses differ from image to image and from glimpse to glimpse:
            the standard deviation of the last layer's first weights. With 0 they are all the same.
        seed: Integer or `None`, the seed of the dropout and of those weights.
        localisation_rate: Float in (0, 1], the part of a pose's gradient that is passed back (see
            `PoseEmitter`).
        **kwargs: Other `keras.Layer` arguments, `name` and `dtype` among them.

    Call arguments:
        features: Tensor `(B, ..., F)`.
        training: Boolean or `None`, whether to drop hidden units.
        mask_of_units: Tensor `(B, ..., units)` or `None`: the factors of the dropout, as those of
            `PoseEmitter`.

    Input shape:
        `(B, ..., F)`.

    Output shape:
        `(B, ..., 6)`, row-major 2 x 3 matrices.

    Raises:
        ValueError: If `units` is less than 1, `dropout` outside [0, 1), `spread` negative, the
            bounds are not in order within (0, 1), or the first pose is not within them and the
            image.

    Example:

    >>> features = np.ones((2, 512), "float32")
    >>> emitter = stawm_keras.layers.ZoomEmitter(64, widest=0.5, initial_pose=(0.25, -0.5, 0.0))
    >>> np.round(np.array(emitter(features))[0], 3).tolist()
    [0.25, 0.0, -0.5, 0.0, 0.25, 0.0]

    Reference:
        Jaderberg et al., "Spatial Transformer Networks", 2015, Section 3.2, for transformations
        that are constrained to attention.
    """

    def __init__(
        self,
        units,
        dropout=0.0,
        widest=0.5,
        narrowest=0.1,
        initial_pose=None,
        spread=0.0,
        seed=None,
        localisation_rate=1.0,
        **kwargs,
    ):
        if not 0 < narrowest <= widest < 1:
            raise ValueError(
                "`narrowest` and `widest` must be in order, above 0 and below 1. Received: "
                f"narrowest={narrowest}, widest={widest}"
            )
        if spread < 0:
            raise ValueError(f"`spread` must not be negative. Received: spread={spread}")
        first = ((narrowest + widest) / 2, 0.0, 0.0) if initial_pose is None else initial_pose
        self.widest, self.narrowest, self.spread = widest, narrowest, spread
        super().__init__(units, dropout, self._numbers(first), seed, localisation_rate, **kwargs)
        self.initial_pose = initial_pose
        self.pose_units = AffineGlimpse.pose_units
        if spread:
            self.pose.kernel_initializer = keras.initializers.RandomNormal(stddev=spread, seed=seed)

    def _numbers(self, pose):
        """What the last layer emits for a pose."""
        scale, *place = pose
        room = self.widest - self.narrowest
        share = (scale - self.narrowest) / room if room else 0.5
        within = 0 < share < 1 if room else scale == self.widest
        if len(place) != 2 or not within or max(map(abs, place)) >= 1 - scale:
            raise ValueError(
                "`initial_pose` must be (scale, x, y), a scale between the bounds, and a place "
                f"whose frame lies within the image. Received: initial_pose={pose}, with "
                f"narrowest={self.narrowest}, widest={self.widest}"
            )
        return math.log(share / (1 - share)), *(math.atanh(one / (1 - scale)) for one in place)

    def call(self, features, training=None, mask_of_units=None):
        numbers = super().call(features, training=training, mask_of_units=mask_of_units)
        size, x, y = ops.split(numbers, 3, axis=-1)
        scale = self.narrowest + (self.widest - self.narrowest) * ops.sigmoid(size)
        reach, none = 1.0 - scale, ops.zeros_like(scale)
        x, y = reach * ops.tanh(x), reach * ops.tanh(y)
        return ops.concatenate([scale, none, x, none, scale, y], axis=-1)

    def get_config(self):
        return {
            **super().get_config(),
            "widest": self.widest,
            "narrowest": self.narrowest,
            "spread": self.spread,
        }
