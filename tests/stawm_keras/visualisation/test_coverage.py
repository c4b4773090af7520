import numpy as np
import pytest

from stawm_keras.visualisation import encloses
from stawm_keras.visualisation import glimpse_coverage
from stawm_keras.visualisation import measure_looks
from stawm_keras.visualisation import plot_coverage

SHAPE = (9, 13)
# Of the glimpses of two images, the first looks at the lower right corner, the second at all.
CORNER, ALL = ([(9, 6), (12, 6), (12, 8), (9, 8)], [(0, 0), (12, 0), (12, 8), (0, 8)])
LINE, POINT = [(2, 1), (5, 7), (5, 7), (2, 1)], [(3, 3)] * 4


def frames_of(*images):
    """Frames of glimpses, one each."""
    return np.array(images, "float32")[:, :, None]


def test_bright_in_the_corner_that_is_looked_at():
    coverage = glimpse_coverage(frames_of([CORNER], [CORNER]), SHAPE)
    expected = np.zeros(SHAPE)
    expected[6:, 9:] = 1
    np.testing.assert_array_equal(coverage, expected[None])


def test_every_glimpse_is_averaged_over_the_images():
    coverage = glimpse_coverage(frames_of([ALL, CORNER], [CORNER, CORNER]), SHAPE)
    assert (coverage[0, 0, 0], coverage[0, -1, -1]) == (0.5, 1)
    assert (coverage[1, 0, 0], coverage[1, -1, -1]) == (0, 1)


def test_what_is_flat_or_no_number_covers_nothing():
    nothing = frames_of([LINE, POINT, np.full((4, 2), np.nan), np.full((4, 2), np.inf)])
    assert not glimpse_coverage(nothing, SHAPE).any()


def test_several_frames_cover_what_any_of_them_encloses():
    left, right = [(0, 0), (4, 0), (4, 8), (0, 8)], [(3, 0), (12, 0), (12, 3), (3, 3)]
    alone = [glimpse_coverage(frames_of([frame]), SHAPE) for frame in (left, right)]
    both = glimpse_coverage(np.array([[[left, right]]]), SHAPE)
    np.testing.assert_array_equal(both, np.maximum(*alone))


@pytest.mark.parametrize("kind", ["parallelograms", "quadrilaterals"])
def test_covers_what_its_frame_encloses(kind):
    path = pytest.importorskip("matplotlib.path")
    rng = np.random.default_rng(0)
    if kind == "parallelograms":  # Half of them mirrored, and many partly outside.
        across, down, centre = rng.normal(0, 1, (3, 40, 2, 1, 2)) * (6, 4)
        signs = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]])
        frames = (6, 4) + centre + signs[:, :1] * across + signs[:, 1:] * down
    else:  # With corners on an ellipse, one way round or the other.
        angles = np.sort(rng.uniform(0, 2 * np.pi, (40, 2, 4)), axis=-1)
        angles[:, 1] = angles[:, 1, ::-1]
        frames = (6, 4) + np.stack([7 * np.cos(angles), 5 * np.sin(angles)], axis=-1)
    points = np.argwhere(np.ones(SHAPE))[:, ::-1]  # (x, y)
    inside = [[path.Path(frame).contains_points(points) for frame in row] for row in frames]
    expected = np.mean(inside, axis=0).reshape(2, *SHAPE)
    assert 0.05 < expected.mean() < 0.95
    np.testing.assert_allclose(glimpse_coverage(frames[:, :, None], SHAPE), expected)


@pytest.mark.parametrize("shape", [(2, 4, 2), (2, 3, 4, 2), (2, 3, 1, 4, 3)])
def test_bad_frames(shape):
    with pytest.raises(ValueError, match=r"Frames must be of shape .* Received: frames of shape"):
        glimpse_coverage(np.zeros(shape), SHAPE)


@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("count", [1, 6, 12])
def test_picture(channels, count):
    pytest.importorskip("matplotlib")
    coverage = np.random.default_rng(0).uniform(size=(count, *SHAPE))
    images = np.full((3, *SHAPE, channels), [[[[51]]]]) * np.array([0, 1, 2])[:, None, None, None]
    mean, whole, *others = [axes for axes in plot_coverage(coverage, images).axes if axes.images]
    np.testing.assert_allclose(mean.images[0].get_array(), 0.2)
    np.testing.assert_allclose(whole.images[0].get_array(), coverage.mean(axis=0))
    assert (mean.get_title(), whole.get_title()) == ("images", "all")
    for n, axes in enumerate(others):
        assert axes.get_title() == str(n + 1)
        np.testing.assert_allclose(axes.images[0].get_array(), coverage[n])
        assert axes.images[0].get_clim() == (0, 1)
    assert len(others) == count


def test_shapes_that_do_not_belong_together():
    with pytest.raises(ValueError, match="must agree in H and W. Received: shapes"):
        plot_coverage(np.zeros((2, 5, 5)), np.zeros((1, 5, 6, 1)))


def test_shares_of_each_image():
    far = [(20, 0), (24, 0), (24, 4), (20, 4)]
    looks = measure_looks(frames_of([CORNER, far, ALL], [ALL, CORNER, LINE]), SHAPE)
    corner = 12 / 117
    np.testing.assert_allclose(looks["inside"], [[corner, 0, 1], [1, corner, 0]])
    np.testing.assert_allclose(looks["seen"], [[corner, corner, 1], [1, 1, 1]])
    np.testing.assert_array_equal(looks["outside"], [[0, 1, 0], [0, 0, 0]])


def test_points_in_frames():
    frames = frames_of([CORNER, ALL, LINE], [CORNER, ALL[::-1], np.full((4, 2), np.nan)])
    inside = encloses(frames, [(10.5, 7), (3.5, 4)])
    assert inside.tolist() == [[True, True, False], [False, True, False]]
    any_of_a_retina = np.concatenate([frames[:, :1], frames[:, 1:2]], axis=2)
    assert encloses(any_of_a_retina, [(3.5, 4), (3.5, 4)]).tolist() == [[True], [True]]
