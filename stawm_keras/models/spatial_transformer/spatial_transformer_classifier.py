"""A network that transforms an image before it classifies it.

Symbols: B batch, N objects, P numbers of a pose, h, w, C height, width and channels of a glimpse.
"""

from typing import Any

import keras
from keras import ops

from stawm_keras.layers import AffineGlimpse
from stawm_keras.layers import PoseEmitter
from stawm_keras.layers import ProjectiveGlimpse
from stawm_keras.layers import ScaledGradient
from stawm_keras.layers import Sensor
from stawm_keras.layers import ThinPlateSplineGlimpse
from stawm_keras.layers.glimpse.geometry import height_and_width
from stawm_keras.layers.glimpse.sensor import check_sensor
from stawm_keras.layers.glimpse.stawm_cell import check_pose_emitter
from stawm_keras.models.class_head import linear_logits
from stawm_keras.models.class_names import check_class_names
from stawm_keras.models.cnn import cnn_of
from stawm_keras.models.configured_model import ConfiguredModel
from stawm_keras.models.configured_model import resolve_policy
from stawm_keras.models.normalisation import normalisation
from stawm_keras.models.seen import seen_with
from stawm_keras.registration import register

TRANSFORMS: dict[str, Any] = {
    "affine": AffineGlimpse,
    "projective": ProjectiveGlimpse,
    "thin_plate_spline": ThinPlateSplineGlimpse,
}
# The convolutions of the paper's MNIST networks.
LOCALISATION = ((20, 5, 1, 0, 2), (20, 5, 1, 0))
CLASSIFIER = ((32, 9, 1, 0, 2), (32, 7, 1, 0, 2))


@register
class SpatialTransformerClassifier(ConfiguredModel):
    """Classifies images by what it sees of them under poses that it finds itself.

    A localisation network looks at the image at half its size and says where to look; a sensor
    samples the image there; a classifier sees the sample. All is learned from the classes, under
    any loss of logits. With several objects a GRU emits a pose for each in turn, and each is
    classified: targets are labels `(B, N)`, in the order that is to be learned.

    Training starts by looking at the whole image. What is sampled more coarsely than it is shown
    has false edges: so the sampler takes several samples for each pixel of the glimpse, which are
    averaged.

    Args:
        image_shape: Tuple `(height, width, channels)`.
        num_classes: Integer, the number of classes.
        transform: `"affine"`, `"projective"` or `"thin_plate_spline"`, of 4 x 4 control points; or
            a `Sensor` of one's own, whose size is that of the sample.
        num_objects: Integer N, how many objects there are in an image.
        glimpse_size: Integer or tuple of two, the height and width in pixels of what the classifier
            sees; `None` for 28.
        localisation_cnn: The CNN of the localisation network: a sequence of `(filters, kernel,
            stride, padding, pool)`, or any Keras model from images, of half the size, to a vector.
        classifier_cnn: The CNN of the classifier, likewise, from glimpses.
        localisation_units: Integer, the units of the layer before the pose.
        pose_emitter: `PoseEmitter` that says where to look, such as a `ZoomEmitter`, whose poses
            stay in the image; `None` for one of `localisation_units` whose poses are free.
        recurrent_units: Integer, the units of the GRU, where there are several objects.
        localisation_rate: Float in (0, 1], the part of its gradient that the localisation network
            is given (see `ScaledGradient`): a tenth keeps poses from drifting off.
        oversampling: Integer, the side of the square of samples that is averaged for a pixel.
        batch_norm: Boolean, whether CNNs that are built here normalise their batches.
        mean, std: Floats, or tuples of one per channel: the pixels' mean and standard deviation, in
            units of the full range, by which images are normalised.
        class_names: List of strings, the names of the classes by label, or `None`. They are
            written wherever the model's answers are shown or exported.
        **kwargs: Other `keras.Model` arguments, `name` and `dtype` among them.

    Input shape:
        `(B, height, width, channels)`, pixels in [0, 255].

    Output shape:
        float32 logits `(B, num_classes)`, or `(B, N, num_classes)` of several objects.

    Attributes:
        class_names: The names of the classes, a tuple, or `None`.

    Raises:
        ValueError: If `num_classes` is less than 2, `class_names` are not as many names, there is
            no such transform, a size, a rate or `std` is not positive, `mean` or `std` is of other
            channels, a CNN does not fit its input or makes no vector of it, the pose emitter emits
            no poses of the sensor, or a size is given beside a sensor.

    Example:

    >>> model = stawm_keras.models.SpatialTransformerClassifier((60, 60, 1), 10)
    >>> images = np.full((2, 60, 60, 1), 255)
    >>> model(images).shape
    (2, 10)
    >>> model.observe("glimpses")(images)["glimpses"].shape
    (2, 1, 28, 28, 1)

    Reference:
        Jaderberg et al., "Spatial Transformer Networks", 2015, Section 4.1 and Appendix A; Sonderby
        et al., "Recurrent Spatial Transformer Networks", 2015, for several objects.
    """

    def __init__(
        self,
        image_shape,
        num_classes,
        transform="affine",
        num_objects=1,
        glimpse_size=None,
        localisation_cnn=LOCALISATION,
        classifier_cnn=CLASSIFIER,
        localisation_units=20,
        pose_emitter=None,
        recurrent_units=256,
        localisation_rate=0.1,
        oversampling=2,
        batch_norm=False,
        mean=0.0,
        std=1.0,
        class_names=None,
        dtype=None,
        **kwargs,
    ):
        for name, number in (("num_objects", num_objects), ("oversampling", oversampling)):
            if not isinstance(number, int) or number < 1:
                raise ValueError(f"`{name}` must be a positive integer. Received: {name}={number}")
        class_names = check_class_names(class_names, num_classes)

        # === Layers ===
        policy = resolve_policy(dtype)
        sensor = _sensor(transform, glimpse_size, oversampling, policy)
        height, width, channels = image_shape
        half = (height // 2, width // 2, channels)
        sample_shape = sensor.look_shape(tuple(image_shape))
        average = keras.layers.AveragePooling2D(oversampling, dtype=policy, name="average")
        glimpse_shape = average.compute_output_shape((None, *sample_shape))[1:]
        localise = cnn_of(half, localisation_cnn, batch_norm, policy, "localisation_cnn")
        classify = cnn_of(glimpse_shape, classifier_cnn, batch_norm, policy, "classifier_cnn")
        emitter = pose_emitter or PoseEmitter(
            localisation_units, initial_pose=sensor.whole_image, dtype=policy, name="pose_emitter"
        )
        check_pose_emitter(emitter, sensor)

        # === Functional model ===
        image = keras.Input(image_shape, name="image")
        normalised = normalisation(mean, std, channels, policy)(image)
        where = localise(keras.layers.AveragePooling2D(2, dtype=policy, name="half")(normalised))
        # The same at every step: only the state says how many objects were found.
        where = keras.layers.RepeatVector(num_objects, dtype=policy, name="objects")(where)
        if num_objects > 1:
            where = keras.layers.GRU(
                recurrent_units, return_sequences=True, unroll=True, dtype=policy, name="gru"
            )(where)
        slowly = ScaledGradient(localisation_rate, dtype="float32", name="localisation_rate")
        poses = slowly(emitter(where))
        # As if each object were an image.
        sample = ops.reshape(sensor(normalised, poses), (-1, *sample_shape))
        features = classify(average(sample))
        if num_objects > 1:
            features = ops.reshape(features, (-1, num_objects, features.shape[-1]))
        logits = linear_logits(features, num_classes)

        # === Config ===
        config = {
            "image_shape": image_shape,
            "num_classes": num_classes,
            "transform": transform,
            "num_objects": num_objects,
            "glimpse_size": glimpse_size,
            "localisation_cnn": localisation_cnn,
            "classifier_cnn": classifier_cnn,
            "localisation_units": localisation_units,
            "pose_emitter": pose_emitter,
            "recurrent_units": recurrent_units,
            "localisation_rate": localisation_rate,
            "oversampling": oversampling,
            "batch_norm": batch_norm,
            "mean": mean,
            "std": std,
            "class_names": class_names,
            "dtype": policy.name,
        }
        looked = {name: make() for name, make in seen_with(sensor, image, poses, "own").items()}
        shown = keras.layers.AveragePooling2D(oversampling, dtype="float32", name="shown")
        glimpses = shown(ops.reshape(looked["glimpses"], (-1, *sample_shape)))
        looked["glimpses"] = ops.reshape(glimpses, (-1, num_objects, *glimpse_shape))
        own_seen = {"poses": poses, **looked, "logits": logits}
        super().__init__(image, logits, config, own_seen, **kwargs)
        self.class_names = class_names


def _sensor(transform, size, oversampling, policy):
    """What samples the image."""
    if isinstance(transform, str) and transform in TRANSFORMS:
        height, width = height_and_width(28 if size is None else size, "glimpse_size")
        sample = (oversampling * height, oversampling * width)
        return TRANSFORMS[transform](sample, dtype=policy, name="transform")
    if not isinstance(transform, Sensor):
        raise ValueError(
            f"`transform` must be one of {', '.join(TRANSFORMS)}, or a Sensor. Received: "
            f"transform={transform}"
        )
    check_sensor(transform)
    if size is not None:
        raise ValueError(
            "A sensor has its own size: leave out `glimpse_size`. Received: "
            f"transform={transform.name}, glimpse_size={size}"
        )
    return transform
