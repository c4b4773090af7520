import keras
import numpy as np
import pytest
from keras import ops

from stawm_keras.layers import PoseEmitter

FEATURES = np.random.default_rng(0).normal(size=(64, 9)).astype("float32")


def test_starts_with_the_identity():
    for training in (False, True):
        poses = PoseEmitter(7, dropout=0.5)(FEATURES, training=training)
        np.testing.assert_array_equal(poses, np.tile([1, 0, 0, 0, 1, 0], (64, 1)))


def test_poses_are_float32_under_mixed_precision():
    poses = PoseEmitter(7, dtype="mixed_bfloat16")(FEATURES)
    assert keras.backend.standardize_dtype(poses.dtype) == "float32"


def test_a_given_mask_is_what_is_dropped():
    emitter = PoseEmitter(7, dropout=0.9)
    emitter.build(FEATURES.shape)
    emitter.pose.kernel.assign(np.random.default_rng(1).normal(size=(7, 6)))
    everything = emitter(FEATURES, training=True, mask_of_units=ops.ones((64, 7)))
    np.testing.assert_array_equal(everything, emitter(FEATURES, training=False))
    nothing = emitter(FEATURES, training=True, mask_of_units=ops.zeros((64, 7)))
    np.testing.assert_array_equal(nothing, np.tile([1, 0, 0, 0, 1, 0], (64, 1)))


def test_within_a_model_that_trains_it_can_stay_as_it_is():
    emitter = PoseEmitter(7, trainable=False)
    again = PoseEmitter.from_config(emitter.get_config())
    for one in (emitter, again):
        model = keras.Sequential([keras.Input((9,)), one])
        assert len(model.weights) == 4 and not model.trainable_weights


@pytest.mark.parametrize("argument", [{"units": 0}, {"dropout": 1}, {"dropout": -0.1}])
def test_bad_arguments(argument):
    (name,) = argument
    with pytest.raises(ValueError, match=f"`{name}`.*Received: {name}="):
        PoseEmitter(**{"units": 3, **argument})
