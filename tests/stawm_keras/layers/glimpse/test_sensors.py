"""What holds for every sensor of the library."""

import json

import keras
import numpy as np
import pytest
from keras import ops

from stawm_keras.layers import AffineGlimpse
from stawm_keras.layers import GaussianGlimpse
from stawm_keras.layers import ProjectiveGlimpse
from stawm_keras.layers import RetinaGlimpse
from stawm_keras.layers import ThinPlateSplineGlimpse
from stawm_keras.models import STAWMBackbone
from stawm_keras.models import STAWMClassifier

SENSORS = {
    "AffineGlimpse": lambda **kwargs: AffineGlimpse(6, **kwargs),
    "GaussianGlimpse": lambda **kwargs: GaussianGlimpse(6, **kwargs),
    "ProjectiveGlimpse": lambda **kwargs: ProjectiveGlimpse(6, **kwargs),
    "RetinaGlimpse": lambda **kwargs: RetinaGlimpse(6, 3, **kwargs),
    "ThinPlateSplineGlimpse": lambda **kwargs: ThinPlateSplineGlimpse(6, 3, **kwargs),
}
# Whichever is faster for a single step.
EAGERLY = keras.backend.backend() == "tensorflow"
every_sensor = pytest.mark.parametrize("make", SENSORS.values(), ids=SENSORS)


def pixels(*shape):
    return np.random.default_rng(1).integers(0, 256, shape).astype("uint8")


def poses(sensor, *shape):
    noise = np.random.default_rng(2).normal(0, 0.1, (*shape, sensor.pose_units))
    return (np.array(sensor.whole_image) + noise).astype("float32")


@every_sensor
@pytest.mark.parametrize("dtype", ["float32", "mixed_bfloat16"])
def test_only_what_is_seen_is_rounded_to_the_dtype(make, dtype):
    """Grids and filters are float32 under every policy; images may be bytes."""
    sensor, image = make(dtype=dtype), pixels(3, 50, 37, 2)  # Bytes are exact in bfloat16.
    pose, seen_as = poses(sensor, 3), sensor.compute_dtype
    seen = sensor(image, pose)
    assert keras.backend.standardize_dtype(seen.dtype) == seen_as
    expected = ops.cast(make(dtype="float32")(image.astype("float32"), pose), seen_as)
    np.testing.assert_array_equal(ops.cast(seen, "float32"), ops.cast(expected, "float32"))


@every_sensor
@pytest.mark.tensorflow
def test_images_of_unknown_size(make):
    import tensorflow as tf

    sensor = make()
    signature = tf.TensorSpec((None, None, None, 2)), tf.TensorSpec((None, sensor.pose_units))
    unknown = tf.function(sensor, input_signature=signature)
    for shown in (pixels(2, 9, 7, 2).astype("float32"), pixels(3, 6, 12, 2).astype("float32")):
        pose = poses(sensor, len(shown))
        np.testing.assert_allclose(unknown(shown, pose), sensor(shown, pose), rtol=1e-5, atol=1e-3)


@every_sensor
def test_a_model_looks_with_it(make):
    """It trains where it looks, comes back from its config, and pictures can be drawn."""
    sensor = make()
    backbone = STAWMBackbone(
        (12, 10, 1),
        [(4, 3, 2, 0)],
        [(4, 3, 1, 0)],
        num_glimpses=1,
        memory_units=6,
        sensor=sensor,
        batch_norm=False,
        dropout=0.0,
    )
    model = STAWMClassifier(backbone, num_classes=3)
    images, classes = pixels(4, 12, 10, 1).astype("float32"), np.arange(4) % 3
    start = np.tile(sensor.whole_image, (4, 1, 1)).astype("float32")
    np.testing.assert_array_equal(backbone(images)["poses"], start)

    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile("adam", loss, run_eagerly=EAGERLY, jit_compile=not EAGERLY)
    model.train_on_batch(images, classes)
    again = STAWMClassifier.from_config(json.loads(json.dumps(model.get_config())))
    again.set_weights(model.get_weights())
    np.testing.assert_array_equal(again(images), model(images))

    seen = model.observe("poses", "frames", "glimpses")(images)
    seen = {name: ops.convert_to_numpy(tensor) for name, tensor in seen.items()}
    assert np.isfinite(seen["poses"]).all() and (seen["poses"] != start).any(axis=(0, 1)).all()
    assert seen["glimpses"].shape == (4, 1, *sensor.look_shape((12, 10, 1)))
    frames = sensor.frames(seen["poses"], (12, 10))
    np.testing.assert_allclose(seen["frames"], frames, atol=1e-5)
