import keras
import numpy as np
import pytest
from keras import ops

from stawm_keras.layers import AffineGlimpse
from stawm_keras.layers import Sketcher


def inverse(poses):
    """The poses that undo poses (B, 6)."""
    matrices = np.concatenate(
        [poses.reshape(-1, 2, 3), np.tile([[[0.0, 0.0, 1.0]]], (len(poses), 1, 1))], axis=1
    )
    return np.linalg.inv(matrices)[:, :2].reshape(-1, 6).astype("float32")


def test_all_at_once_equals_one_after_another():
    """Decoding and warping in the loop, sketch by sketch, as the published code does."""
    rng = np.random.default_rng(0)
    decoder = keras.Sequential(
        [
            keras.Input((4,)),
            keras.layers.Dense(2 * 3 * 3, "relu"),
            keras.layers.Reshape((3, 3, 2)),
            keras.layers.Conv2DTranspose(3, 3),
            keras.layers.BatchNormalization(),
        ]
    )
    decoder.layers[-1].moving_mean.assign([0.1, -0.2, 0.3])
    latents = rng.normal(size=(2, 5, 4)).astype("float32")
    poses = rng.normal(size=(2, 5, 6)).astype("float32")
    drawn = Sketcher(decoder, (6, 7), activation="sigmoid")(latents, poses)
    place = AffineGlimpse((6, 7))
    for n in range(5):
        sketch = ops.sigmoid(decoder(latents[:, n]))
        np.testing.assert_allclose(drawn["sketches"][:, n], sketch, rtol=1e-5, atol=1e-6)
        np.testing.assert_allclose(
            drawn["placed"][:, n], place(sketch, poses[:, n]), rtol=1e-5, atol=1e-5
        )


def test_inverse_pose_puts_a_glimpse_back_where_it_was_seen():
    y, x = np.mgrid[-1:1:41j, -1:1:41j]
    image = (np.cos(2 * x) * np.cos(1.5 * y + 0.3)).astype("float32")[None, :, :, None]
    pose = np.array([[0.5, 0.1, 0.2, -0.15, 0.6, -0.1]], "float32")
    glimpse = AffineGlimpse(41)(image, pose)
    back = ops.convert_to_numpy(AffineGlimpse(41)(glimpse, inverse(pose)))
    seen = AffineGlimpse(41)(AffineGlimpse(41)(np.ones_like(image), pose), inverse(pose))
    inside = ops.convert_to_numpy(seen) > 1 - 1e-6
    assert 0.15 < inside.mean() < 0.5
    # Twice the error of interpolation, h^2 / 8 of the largest second derivative, 2^2 + 1.5^2.
    np.testing.assert_allclose(back[inside], image[inside], atol=2 * 0.05**2 / 8 * 6.25)


def test_outside_a_sketch_there_is_nothing():
    decoder = keras.Sequential(
        [keras.Input((2,)), keras.layers.Dense(9), keras.layers.Reshape((3, 3, 1))]
    )
    # A quarter of the canvas' side, pixels 7.5 to 12.5, and one pixel more to fade out: 5 to 15.
    small = np.array([[[4.0, 0, 0, 0, 4.0, 0]]], "float32")
    sketcher = Sketcher(decoder, (21, 21), activation="sigmoid")
    placed = ops.convert_to_numpy(sketcher(np.ones((1, 1, 2), "float32"), small)["placed"])
    assert np.all(placed[0, 0, :6] == 0) and np.all(placed[0, 0, :, 15:] == 0)
    assert np.all(placed[0, 0, 6:15, 6:15] > 0)


def test_places_are_exact_under_mixed_precision():
    """Of a decoder of float32, every bit: poses and what is warped are not rounded."""
    decoder = keras.Sequential(
        [keras.Input((2,)), keras.layers.Dense(9), keras.layers.Reshape((3, 3, 1))]
    )
    latents = np.ones((1, 2, 2), "float32")
    poses = np.array([[[3.51, 0.1, 0.237, -0.2, 1.237, -1.003]] * 2], "float32")
    full, mixed = (
        Sketcher(decoder, (9, 9), "sigmoid", dtype=dtype)(latents, poses)["placed"]
        for dtype in ("float32", "mixed_bfloat16")
    )
    assert keras.backend.standardize_dtype(mixed.dtype) == "float32"
    np.testing.assert_array_equal(full, mixed)


@pytest.mark.parametrize("poses", [(2, 4, 6), (2, 5, 5), (2, 6)])
def test_poses_that_do_not_fit(poses):
    decoder = keras.Sequential([keras.Input((4,)), keras.layers.Reshape((2, 2, 1))])
    with pytest.raises(ValueError, match="one inverse pose .*Received: latents of shape"):
        Sketcher(decoder, 6)(np.ones((2, 5, 4)), np.ones(poses))
